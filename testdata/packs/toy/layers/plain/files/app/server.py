def serve(chain, store):
    for step in chain:
        print(step, store)
