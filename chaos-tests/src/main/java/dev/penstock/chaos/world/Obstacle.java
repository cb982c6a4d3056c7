package dev.penstock.chaos.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a thread of the application's gets stuck in, until it is removed. */
public enum Obstacle {
    /** A monitor that another thread owns and does not leave. */
    MONITOR {
        @Override
        void endure(CountDownLatch removed) throws InterruptedException {
            Object monitor = new Object();
            CountDownLatch owned = new CountDownLatch(1);
            Thread owner = new Thread(
                    () -> {
                        synchronized (monitor) {
                            owned.countDown();
                            awaitQuietly(removed);
                        }
                    },
                    OWNER);
            owner.setDaemon(true);
            owner.start();
            owned.await();
            synchronized (monitor) {
                removed.await();
            }
        }
    },
    /** A computation. */
    COMPUTATION {
        @Override
        void endure(CountDownLatch removed) {
            SharedWorkers.computing(removed).run();
        }
    },
    /** A sleep. */
    SLEEP {
        @Override
        void endure(CountDownLatch removed) throws InterruptedException {
            while (removed.getCount() > 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    },
    /** A read from a socket whose other end says nothing. */
    SOCKET_READ {
        @Override
        void endure(CountDownLatch removed) throws IOException {
            try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort());
                    Socket accepted = silent.accept()) {
                Thread closer = new Thread(() -> hangUp(removed, accepted));
                closer.setDaemon(true);
                closer.start();
                socket.getInputStream().read();
            }
        }
    };

    /** The thread that owns the {@link #MONITOR}. */
    public static final String OWNER = "owner-of-the-monitor";

    /** Runs into it; returns once it is removed. */
    public void meet(CountDownLatch removed) {
        try {
            endure(removed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    abstract void endure(CountDownLatch removed) throws InterruptedException, IOException;

    private static void hangUp(CountDownLatch removed, Socket socket) {
        awaitQuietly(removed);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
