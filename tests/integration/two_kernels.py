"""Conversations between two hosts, one of each kind: two_kernels.py server|client ADDRESS.

The server says `ready` once it listens; it ends with its last connection, or after ten seconds.
"""
import socket
import struct
import sys
import threading
import time

role, address = sys.argv[1:]
family = socket.AF_INET6 if ":" in address else socket.AF_INET
many = 2000  # octets: more than one segment


def take(connection, octets):
    got = b""
    while len(got) < octets:
        more = connection.recv(octets - len(got))
        if not more:
            break
        got += more
    return got


def web(connection):  # thinks, answers and closes
    connection.recv(1000)
    time.sleep(0.03)
    connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 14\r\n\r\nIt is $5 #now\n")


def banner(connection):  # speaks first
    connection.sendall(b"220 hello there\r\n")
    connection.recv(100)
    connection.sendall(b"221 bye\r\n")
    connection.recv(100)


def sink(connection):  # reads to the end
    take(connection, 1 << 20)
    connection.sendall(b"got it\n")


def source(connection):
    connection.recv(100)
    connection.sendall(bytes(i % 256 for i in range(many)))


def abort(connection):
    connection.recv(100)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def parts(connection):  # small ones, none waiting for the one before
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.recv(100)
    for part in range(3):
        connection.sendall(b"part %d\n" % part)
    take(connection, 1000)


services = {80: web, 25: banner, 9: sink, 19: source, 7: abort, 13: parts}


def serve(listener, service):
    connection, _ = listener.accept()
    service(connection)
    connection.close()


def server():
    threads = []
    for port, service in services.items():
        listener = socket.create_server((address, port), family=family)
        threads.append(threading.Thread(target=serve, args=(listener, service), daemon=True))
        threads[-1].start()
    print("ready", flush=True)
    for thread in threads:
        thread.join(10)


def client():
    def connected(port):
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(5)
        connection.connect((address, port))
        return connection

    with connected(80) as it:
        it.sendall(b"GET / HTTP/1.0\r\nHost: x\r\n\r\n")
        take(it, many)
    with connected(25) as it:
        it.recv(100)
        it.sendall(b"QUIT\r\n")
        it.recv(100)
    with connected(9) as it:
        it.sendall(bytes(many))
        time.sleep(0.02)
        it.sendall(b"end")
        it.shutdown(socket.SHUT_WR)
        take(it, 100)
    with connected(19) as it:
        it.sendall(b"go")
        take(it, 2 * many)
    with connected(7) as it:
        it.sendall(b"abort!")
        try:
            it.recv(10)
        except ConnectionResetError:
            pass
    with connected(13) as it:
        it.sendall(b"parts, please")
        take(it, 21)
        it.shutdown(socket.SHUT_WR)
        it.recv(10)
    try:
        connected(81)
    except ConnectionRefusedError:
        pass


{"server": server, "client": client}[role]()
