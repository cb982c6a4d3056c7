package dev.penstock.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whether a machine is judged too busy, and only then. */
class MachineLoadTest {
    private static final AssertionError TOO_LATE = new AssertionError("11 s");
    private static final Runnable FAILING = () -> {
        throw TOO_LATE;
    };

    private final List<String> skipped = new ArrayList<>();

    /** An interval of two processors with these samples, the first of which begins it. */
    private static MachineLoad load(MachineLoad.Sample... samples) {
        Iterator<MachineLoad.Sample> next = List.of(samples).iterator();
        MachineLoad load = new MachineLoad(next::next, 2);
        for (int i = 1; i < samples.length; i++) {
            load.sample();
        }
        return load;
    }

    private static MachineLoad.Sample sample(long stolen, long total, int others) {
        return new MachineLoad.Sample(stolen, total, others);
    }

    @Test
    void figuresAreThoseOfTheInterval() {
        MachineLoad load = load(sample(50, 1_000, 9), sample(52, 1_100, 1), sample(56, 1_200, 2));
        assertThat(load.steal()).isEqualTo(0.03);
        assertThat(load.others()).isEqualTo(0.75);
    }

    @Test
    void failureOnAnIdleMachineIsThrown() {
        MachineLoad load = load(sample(0, 0, 0), sample(5, 100, 1));
        assertThatThrownBy(() -> load.judge(FAILING, skipped::add)).isSameAs(TOO_LATE);
        assertThat(skipped).isEmpty();
    }

    @Test
    void failureUnderStealIsSkippedWithTheFigures() {
        MachineLoad load = load(sample(0, 0, 0), sample(6, 100, 1));
        assertThatThrownBy(() -> load.judge(FAILING, skipped::add)).isSameAs(TOO_LATE);
        assertThat(skipped)
                .containsExactly("not judged: steal 6.0 % (limit 5 %), other processes' run queue 0.50 a processor"
                        + " (limit 0.50): 11 s");
    }

    @Test
    void failureBesideOtherWorkIsSkipped() {
        MachineLoad load = load(sample(0, 0, 0), sample(0, 100, 1), sample(0, 200, 2));
        assertThatThrownBy(() -> load.judge(FAILING, skipped::add)).isSameAs(TOO_LATE);
        assertThat(skipped).hasSize(1);
    }

    @Test
    void successOnABusyMachineIsSuccess() {
        load(sample(0, 0, 0), sample(90, 100, 9)).judge(() -> {}, skipped::add);
        assertThat(skipped).isEmpty();
    }

    @Test
    void intervalEndsWhenItIsClosed() {
        MachineLoad load = new MachineLoad(() -> sample(0, 0, 4), 2);
        load.close();
        load.sample();
        assertThat(load.others()).isZero();
    }

    @Test
    void procStatIsReadWithoutOwnThreads() {
        String stat =
                "cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nctxt 5\nprocs_running 7\nprocs_blocked 1\n";
        assertThat(ProcessStates.parse(stat, 2)).isEqualTo(sample(8, 36, 5));
        assertThat(ProcessStates.parse(stat, 8).others()).isZero();
    }

    @Test
    void machineWithoutProcIsUnknown() {
        assertThat(new ProcessStates(Path.of("no-such-directory")).sample()).isSameAs(MachineLoad.Sample.UNKNOWN);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void spinningThreadsOfThisProcessAreItsOwn() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = List.of(new Thread(() -> spinUntil(over)), new Thread(() -> spinUntil(over)));
        threads.forEach(Thread::start);
        try {
            assertThat(new ProcessStates().ownRunnable()).isGreaterThanOrEqualTo(threads.size());
        } finally {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void spinUntil(AtomicBoolean over) {
        while (!over.get()) {
            Thread.onSpinWait();
        }
    }
}
