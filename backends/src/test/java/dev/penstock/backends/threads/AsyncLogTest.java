package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.lab.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A log that hangs, before and after its close. */
class AsyncLogTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AsyncLog log = new AsyncLog(ThreadSource.OWN, "hanging");

    @AfterEach
    void noThreadIsLeft() {
        release.countDown();
        log.close();
        Await.until("all threads have ended", StatusTaskFixture.LIMIT, () -> threads() == 0);
    }

    private static int threads() {
        return StatusTaskFixture.threads("penstock-log-hanging").size();
    }

    private void hang() {
        begun.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    @Test
    void hangingLogKeepsBoundedNumberOfLines() {
        for (int i = 0; i < 3 * AsyncLog.MAX_WAITING; i++) {
            log.write(this::hang);
        }
        assertThat(threads()).isEqualTo(1);
        release.countDown();
        Await.until(
                "the waiting lines are written", StatusTaskFixture.LIMIT, () -> begun.get() == AsyncLog.MAX_WAITING);
    }

    @Test
    void closedLogThatHangsHasBoundedNumberOfThreads() {
        log.close();
        for (int i = 0; i < 10 * AsyncLog.MAX_LATE; i++) {
            log.write(this::hang);
        }
        Await.until("the late lines have begun", StatusTaskFixture.LIMIT, () -> begun.get() >= AsyncLog.MAX_LATE);
        assertThat(threads()).isEqualTo(AsyncLog.MAX_LATE);
    }

    @Test
    void lineThatThrowsLeavesPlaceForOthers() {
        log.close();
        for (int i = 0; i < 2 * AsyncLog.MAX_LATE; i++) {
            log.write(() -> {
                begun.incrementAndGet();
                throw new LinkageError("scripted");
            });
            int written = i + 1;
            Await.until("it was written", StatusTaskFixture.LIMIT, () -> begun.get() == written && threads() == 0);
        }
    }
}
