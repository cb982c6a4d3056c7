package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Client;
import dev.penstock.chaos.driver.DriverFaults;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Faults of the driver. The scenario must use {@code ChaosDriver}. */
public final class DriverNemeses {
    private static final int ONE_OF = 200;

    private static final Set<String> RESETS = Set.of(
            "Connection.rollback",
            "Connection.setAutoCommit",
            "Connection.setReadOnly",
            "Connection.setTransactionIsolation");

    private DriverNemeses() {}

    private static Nemesis of(String name, DriverFaults.Fault fault) {
        return new Counted(
                name, arena -> DriverFaults.set(fault), arena -> DriverFaults.clear(), arena -> DriverFaults.hits());
    }

    /** Each connect takes half a second longer, and one call of twenty 5 ms. */
    public static Nemesis slow(long seed) {
        Random random = new Random(seed);
        return of("slow driver", call -> {
            boolean connect = call.equals("Driver.connect");
            if (!connect && random.nextInt(20) != 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(connect ? 500 : 5);
            return true;
        });
    }

    /** One call of 200 throws, sometimes no {@link SQLException}. */
    public static Nemesis throwing(long seed) {
        Random random = new Random(seed);
        return of("throwing driver", call -> {
            if (random.nextInt(ONE_OF) != 0) {
                return false;
            }
            DriverFaults.hit();
            throw random.nextInt(4) == 0
                    ? new IllegalStateException("a defect of the driver in " + call)
                    : new SQLException("the driver lost its connection in " + call, "08006");
        });
    }

    /** One of ten resets throws, as the pool prepares a connection for its next holder. */
    public static Nemesis failingReset(long seed) {
        Random random = new Random(seed);
        return of("failing reset", call -> {
            if (!RESETS.contains(call) || !inReset() || random.nextInt(10) != 0) {
                return false;
            }
            DriverFaults.hit();
            throw new SQLException("the driver cannot reset: " + call, "XX000");
        });
    }

    /** Whether the pool resets: in the application's close, or in a thread that the application's code is not in. */
    private static boolean inReset() {
        return StackWalker.getInstance().walk(frames -> {
            boolean user = false;
            for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
                if (frame.getMethodName().toLowerCase(Locale.ROOT).startsWith("close")) {
                    return true;
                }
                user |= frame.getClassName().equals(Client.class.getName());
            }
            return !user;
        });
    }

    /**
     * The connects to all servers but one work; those of the fault's first connect hang until the end, in the thread
     * that opens connections for the pool. The sessions of the server that has most of them end, so that the pool needs
     * new ones.
     */
    public static Nemesis hungConnect() {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger connects = new AtomicInteger();
        return new Counted(
                "hung connect",
                arena -> {
                    DriverFaults.set(call -> {
                        if (!call.equals("Driver.connect") || connects.getAndIncrement() > 0) {
                            return false;
                        }
                        DriverFaults.hit();
                        over.await();
                        return false;
                    });
                    ServerFaults.terminateOn(arena, ServerFaults.busiest(arena));
                },
                arena -> {
                    over.countDown();
                    DriverFaults.clear();
                },
                arena -> DriverFaults.hits());
    }
}
