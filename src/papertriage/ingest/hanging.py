"""What hangs together, as it is found: sightings joined two by two, and how many each then hangs with."""


class Hanging:
    """Union-find over the numbers of sightings, each of which hangs together with itself."""

    def __init__(self) -> None:
        self._members: dict[int, set[int]] = {}  # sighting -> all that it hangs with: one set for all of them

    def join(self, one: int, other: int) -> None:
        """Say that two hang together."""
        mine, theirs = self.around(one), self.around(other)
        if mine is theirs:
            return
        small, large = sorted((mine, theirs), key=len)
        large |= small
        self._members.update(dict.fromkeys(small, large))

    def around(self, sighting: int) -> set[int]:
        """Give all that hang together with one, itself too."""
        return self._members.setdefault(sighting, {sighting})

    def parts(self) -> list[set[int]]:
        """Give the sets that hang together, each once."""
        return list({id(part): part for part in self._members.values()}.values())
