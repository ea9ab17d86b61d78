"""RANK: an order for papers and the reason for each place: taste, the reading list, when to stop, agreement.

The modules are imported one by one, where they are needed: numpy and scipy take 150 ms to load.
"""
