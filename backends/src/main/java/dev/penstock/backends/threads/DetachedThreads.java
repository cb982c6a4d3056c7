package dev.penstock.backends.threads;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that keep nothing of their creator. A claim may be the creator, and a thread of the pool outlives the
 * claim's request by far: it must not keep the request's class loader, thread-locals or protection domains.
 */
final class DetachedThreads {
    private DetachedThreads() {}

    /** A daemon thread that bears the name of its present or last work, and a number. */
    private static final class Daemon extends Thread {
        private final int number;
        private String work;

        Daemon(Runnable task, String work, int number) {
            super(null, task, work + '-' + number, 0, false);
            this.work = work;
            this.number = number;
        }

        /** Only the thread itself calls this. */
        void nameFor(String next) {
            if (!next.equals(work)) {
                work = next;
                setName(next + '-' + number);
            }
        }
    }

    /** Names the calling thread for its work, if it is a {@link #daemon}. */
    static void nameCurrent(String work) {
        if (Thread.currentThread() instanceof Daemon daemon) {
            daemon.nameFor(work);
        }
    }

    /** A daemon thread with the class loader of the pool. */
    @SuppressWarnings("ThreadPriorityCheck") // otherwise the thread has the priority of its creator
    static Thread daemon(Runnable task, String work, int number) {
        Thread thread = privileged(() -> new Daemon(task, work, number));
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(loader());
        return thread;
    }

    /**
     * The thread of an application's factory, which is called with the class loader of the pool. The factory alone can
     * keep inheritable thread-locals away from its threads.
     */
    static Thread of(ThreadFactory factory, Runnable task) {
        Thread creator = Thread.currentThread();
        ClassLoader before = creator.getContextClassLoader();
        creator.setContextClassLoader(loader());
        try {
            return privileged(() -> factory.newThread(task));
        } finally {
            creator.setContextClassLoader(before);
        }
    }

    private static ClassLoader loader() {
        return DetachedThreads.class.getClassLoader();
    }

    /** Java 17 gives a thread the protection domains of all callers of its creator, up to this call. */
    @SuppressWarnings("removal")
    private static Thread privileged(PrivilegedAction<Thread> creation) {
        return AccessController.doPrivileged(creation);
    }
}
