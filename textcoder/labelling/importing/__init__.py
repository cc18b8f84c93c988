"""From a survey house's file into the label store: ``rows`` reads and checks, ``bringing`` stores, all or nothing."""
