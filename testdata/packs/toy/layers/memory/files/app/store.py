class Store(dict):
    """Everything, as long as the process lives."""
