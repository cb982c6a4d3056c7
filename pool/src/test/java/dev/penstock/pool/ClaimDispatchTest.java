package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A claimant whose carrier is busy waits for its thread, not for a slot. One carrier runs both virtual threads;
 * therefore the scenario runs in a JVM of its own.
 */
class ClaimDispatchTest {
    private static final long COMPUTING_NANOS = 3_000_000_000L;

    @Test
    @Timeout(120)
    void busyCarrierIsNoWaitForSlot() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
        Properties seen = run();

        long computing = nanos(seen, "computing");
        long dispatch = nanos(seen, "dispatch");
        assertThat(dispatch).isCloseTo(computing, within(computing / 10));
        assertThat(nanos(seen, "slot")).isCloseTo(nanos(seen, "waited"), within(computing / 10));
        assertThat(seen)
                .containsEntry("dispatching", "1")
                .containsEntry("waiting", "0")
                .containsEntry("unaccounted", "0");
        assertThat(nanos(seen, "running")).isPositive();
        assertThat(nanos(seen, "figures")).isEqualTo(Runtime.version().feature() >= 24 ? 1 : 0);
        assertThat(nanos(seen, "dispatchMeanwhile")).isBetween(1L, dispatch);
        assertThat(nanos(seen, "slotMeanwhile")).isEqualTo(nanos(seen, "slot"));
    }

    private static long nanos(Properties seen, String name) {
        return Long.parseLong(seen.getProperty(name));
    }

    private static Properties run() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Scenario.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Properties seen = new Properties();
        seen.load(process.inputReader(StandardCharsets.UTF_8));
        assertThat(process.waitFor()).isZero();
        return seen;
    }

    /** One virtual thread releases its claim to a waiter and computes. Prints what the pool counted. */
    static final class Scenario {
        private static volatile long releasedAt;
        private static volatile long computedUntil;
        private static volatile long queuedAt;
        private static volatile @Nullable WaitSnapshot before;

        private Scenario() {}

        public static void main(String[] args) throws Exception {
            try (PenstockDataSource pool = new PenstockDataSource()) {
                pool.setJdbcUrl(StubDatabase.named("dispatch").jdbcUrl());
                pool.setMaximumPoolSize(1);
                pool.setConnectionTimeout(60_000);
                pool.setStatusInterval(50);
                Thread holder = startVirtual(() -> holdThenCompute(pool));
                Thread waiter = startVirtual(() -> waitForSlot(pool));
                await(() -> releasedAt != 0 && System.nanoTime() - releasedAt > COMPUTING_NANOS / 2);
                WaitSnapshot meanwhile = pool.waits();
                holder.join();
                waiter.join();
                WaitSnapshot earlier = Objects.requireNonNull(before);
                print("running", ran(pool, "handed the slot over"));
                print("figures", ran(pool, "scheduler of virtual threads"));
                print(meanwhile.minus(earlier), pool.waits().minus(earlier));
            }
        }

        /** The lines of the report of the late claim that begin so. */
        private static long ran(PenstockDataSource pool, String begin) {
            return pool.reports().kept(KeptReport.Kind.SLOW_ACQUIRE).stream()
                    .flatMap(report -> report.evidence().running().stream())
                    .filter(line -> line.startsWith(begin))
                    .count();
        }

        private static Thread startVirtual(Runnable work) throws ReflectiveOperationException {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
        }

        private static void holdThenCompute(PenstockDataSource pool) {
            try (Connection held = pool.getConnection()) {
                held.nativeSQL("select 1");
                await(() -> queuedAt != 0 && System.nanoTime() - queuedAt > 50_000_000);
                releasedAt = System.nanoTime();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            while (System.nanoTime() - releasedAt < COMPUTING_NANOS) {
                Thread.onSpinWait();
            }
            computedUntil = System.nanoTime();
        }

        private static void waitForSlot(PenstockDataSource pool) {
            try {
                await(() -> pool.holders().size() == 1);
                before = pool.waits();
                queuedAt = System.nanoTime();
                pool.getConnection().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private static void await(BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        /** The output of this process, which the test reads. */
        private static final PrintStream OUTPUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true);

        private static void print(WaitSnapshot meanwhile, WaitSnapshot end) {
            EventStats dispatch = meanwhile.event(WaitEvent.CLAIM_DISPATCH);
            EventStats slot = meanwhile.event(WaitEvent.CLAIM_WAIT_SLOT);
            print("computing", computedUntil - releasedAt);
            print("waited", releasedAt - queuedAt);
            print("dispatching", dispatch.active());
            print("dispatchMeanwhile", dispatch.totalNanos());
            print("waiting", slot.active());
            print("slotMeanwhile", slot.totalNanos());
            print("dispatch", end.event(WaitEvent.CLAIM_DISPATCH).totalNanos());
            print("slot", end.event(WaitEvent.CLAIM_WAIT_SLOT).totalNanos());
            print("unaccounted", Math.abs(meanwhile.unaccountedNanos()) + Math.abs(end.unaccountedNanos()));
        }

        private static void print(String name, long value) {
            OUTPUT.println(name + "=" + value);
        }
    }
}
