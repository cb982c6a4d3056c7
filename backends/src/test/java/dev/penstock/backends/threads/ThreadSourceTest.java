package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.NanoClock;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadSourceTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();

    private final URLClassLoader application =
            new URLClassLoader("application", new URL[0], getClass().getClassLoader());

    /** Runs work in a thread of an application that has a class loader and an inheritable value of its own. */
    private <T> T inRequest(java.util.concurrent.Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            USER.set("alice");
            return work.call();
        });
        Thread request = new Thread(task);
        request.setContextClassLoader(application);
        request.setPriority(Thread.MIN_PRIORITY);
        request.start();
        return task.get();
    }

    @Test
    void threadKeepsNothingOfItsCreator() throws Exception {
        AtomicReference<String> user = new AtomicReference<>("not run");
        Thread thread =
                inRequest(() -> ThreadSource.OWN.named("mine").newThread(() -> user.set(String.valueOf(USER.get()))));
        thread.start();
        thread.join();

        assertThat(user).hasValue("null");
        assertThat(thread.getContextClassLoader()).isSameAs(ThreadSource.class.getClassLoader());
        assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void factoryIsCalledWithClassLoaderOfPool() throws Exception {
        ThreadSource source = new ThreadSource(Thread::new);
        AtomicReference<ClassLoader> afterwards = new AtomicReference<>();
        Thread thread = inRequest(() -> {
            Thread made = source.named("mine").newThread(() -> {});
            afterwards.set(Thread.currentThread().getContextClassLoader());
            return made;
        });

        assertThat(thread.getContextClassLoader()).isNotSameAs(application);
        assertThat(afterwards).hasValue(application);
    }

    @Test
    void startedThreadOfFactoryIsReplaced() {
        ThreadSource source = new ThreadSource(task -> {
            Thread started = new Thread(() -> {}, "theirs");
            started.start();
            return started;
        });

        assertThat(source.named("mine").newThread(() -> {}).getName()).isEqualTo("mine-1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void taskRunsOnceIfFactoryStartsItsThread(boolean throwing) throws InterruptedException {
        AtomicReference<Thread> theirs = new AtomicReference<>();
        ThreadSource source = new ThreadSource(task -> {
            Thread started = new Thread(task, "theirs");
            theirs.set(started);
            started.start();
            if (throwing) {
                throw new IllegalStateException("scripted");
            }
            return started;
        });
        List<String> runners = new CopyOnWriteArrayList<>();
        Thread thread = source.named("mine")
                .newThread(() -> runners.add(Thread.currentThread().getName()));
        thread.start();
        thread.join();
        theirs.get().join();

        assertThat(runners).containsExactly("mine-1");
    }

    @Test
    void taskRunsInThreadOfFactory() throws InterruptedException {
        ThreadSource source = new ThreadSource(task -> new Thread(task, "theirs"));
        List<String> runners = new CopyOnWriteArrayList<>();
        Thread thread = source.named("mine")
                .newThread(() -> runners.add(Thread.currentThread().getName()));
        thread.start();
        thread.join();

        assertThat(runners).containsExactly("theirs");
    }

    @Test
    void liveThreadsAreThoseThatRun() throws InterruptedException {
        ThreadSource source = new ThreadSource(null);
        CountDownLatch go = new CountDownLatch(1);
        Thread waiting = source.named("waiting").newThread(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        source.named("never started").newThread(() -> {});
        assertThat(source.live().running()).isEmpty();
        waiting.start();
        assertThat(source.live().running()).containsExactly(waiting);
        assertThat(source.live().awaitEnd(Duration.ofMillis(1), NanoClock.system()))
                .containsExactly(waiting);
        go.countDown();

        assertThat(source.live().awaitEnd(LIMIT, NanoClock.system())).isEmpty();
    }

    @Test
    void threadDoesNotAwaitItself() throws Exception {
        ThreadSource source = new ThreadSource(null);
        FutureTask<Integer> task = new FutureTask<>(
                () -> source.live().awaitEnd(LIMIT, NanoClock.system()).size());
        source.named("mine").newThread(task).start();

        assertThat(task.get()).isZero();
    }
}
