from threading import Thread


def serve(chain, store):
    for step in chain:
        Thread(target=print, args=(step, store)).start()
