"""What systems and browsers lay beside the files that somebody meant to save."""

from collections.abc import Iterator

_MADE_BY_SYSTEMS = frozenset(
    ("__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r", "$recycle.bin")
)
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml")
_OF_A_PAGE = (  # what browsers name the folder of a saved page, by language: "Connected Files" of Windows
    "_files", ".files", "-Dateien", "_fichiers", "_bestanden", "_file", "_archivos", "-filer", "_tiedostot",
    "_pliki", "_soubory", "_elemei", "_ficheiros", "_arquivos", "_dosyalar", "_datoteke", "_fitxers",
    "_failid", "_fails", "_bylos", "_fajlovi", "_fitxategiak",
)  # fmt: skip


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or made by a system for itself."""
    return name.startswith(".") or name.lower() in _MADE_BY_SYSTEMS


def page_stem(name: str) -> str | None:
    """Give the name of a saved page without its ending."""
    return next((name[: -len(ending)] for ending in _PAGES if name.lower().endswith(ending)), None)


def page_of(folder: str, stems: set[str]) -> str | None:
    """Give the one of these pages that `folder` holds the pictures and styles of."""
    for ending in _OF_A_PAGE:
        if folder.endswith(ending) and folder[: -len(ending)] in stems:
            return folder[: -len(ending)]
    return None


class Aside:
    """What of an archive is left out because of where it lies, counted; told at the end."""

    def __init__(self, names: list[str]) -> None:
        """`names` are those of the archive, as far as they are known."""
        self._stems = {stem for name in names if (stem := page_stem(name)) is not None}
        self._hidden: list[str] = []
        self._count = 0
        self._folders: dict[str, int] = {}

    def takes(self, name: str) -> bool:
        """Whether the file of this path is left out."""
        parts = name.replace("\\", "/").removeprefix("./").split("/")
        if any(is_hidden(part) for part in parts if part not in ("", ".", "..")):
            self._hidden = self._hidden or [name]
            self._count += 1
            return True
        for depth in range(1, min(len(parts), 50)):
            folder = "/".join(parts[:depth])
            if page_of(folder, self._stems) is not None:
                self._folders[folder] = self._folders.get(folder, 0) + 1
                return True
        if (stem := page_stem("/".join(parts))) is not None:
            self._stems.add(stem)
        return False

    def told(self) -> Iterator[tuple[str, str]]:
        """Give a path and a reason for each kind of what was left out."""
        for name in self._hidden:
            yield name, "hidden" if self._count == 1 else f"hidden ({self._count:,} files)"
        for folder, count in self._folders.items():
            yield folder, f"pictures and styles of a saved page ({count:,} file{'s' * (count != 1)})"
