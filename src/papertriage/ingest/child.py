"""`python -m papertriage.ingest.child TASK`: the process that reads a large dump (see `ahead`)."""

from papertriage.ingest.ahead import main

if __name__ == "__main__":
    main()
