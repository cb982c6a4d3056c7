package dev.penstock.chaos.simulation;

import dev.penstock.chaos.simulation.kernel.ActorIds;
import dev.penstock.chaos.simulation.kernel.ApplicationExecutor;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.discovery.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** An injector of random faults, which may overlap. */
final class Faults {
    private static final long SECOND = 1_000_000_000L;

    private final SimulationContext context;
    private final Kernel kernel;
    private final SplittableRandom chance;
    private final Operations operations;
    private final long every;
    private final Set<FaultKind> without;
    private boolean active;

    Faults(SimulationContext context, Operations operations, long everyMillis, Set<FaultKind> without) {
        this.context = context;
        this.kernel = context.kernel();
        this.chance = context.chance();
        this.operations = operations;
        this.every = everyMillis * 1_000_000;
        this.without = without;
    }

    void begin() {
        kernel.note("faults begin", 0, 0);
        active = true;
        next();
    }

    /** Ends all faults; calls that hang already hang on. */
    void end() {
        kernel.note("faults end", 0, 0);
        active = false;
        context.faultRates().end();
        context.starvation().end();
        context.resolver().stuck(0);
        context.resolver().find(everyBackend());
        for (FakeServer server : context.servers().all()) {
            server.setCondition(FakeServer.Condition.UP);
            server.liftConnectionLimit();
            server.replica.setLie(Replica.Lie.NONE);
        }
        context.cluster().settle();
        ApplicationExecutor application = context.application();
        if (application != null) {
            application.end();
        }
        context.claimants().load = 1;
        context.claimants().longHoldsIn1000 = 2;
    }

    private void next() {
        kernel.after(context.claimants().exponential(every), ActorIds.ENVIRONMENT, () -> {
            if (active) {
                injectOne();
                next();
            }
        });
    }

    /** A random time up to {@code seconds}. */
    private long upTo(int seconds) {
        return chance.nextLong(seconds * SECOND);
    }

    private FakeServer any() {
        List<FakeServer> all = context.servers().all();
        return all.get(chance.nextInt(all.size()));
    }

    private void injectOne() {
        FaultKind kind = FaultKind.of(chance.nextInt(FaultKind.shares()));
        if (!without.contains(kind)) {
            inject(kind);
        }
    }

    private void inject(FaultKind kind) {
        switch (kind) {
            case SERVER -> oneServer(any());
            case SESSIONS -> sessions();
            case ALL_SERVERS -> everyServer();
            case PROCESSOR -> processor();
            case STATUS_TASKS -> statusTasks();
            case DISCOVERY -> discovery();
            case INTERRUPTS -> context.claimants().interruptOne();
            case DRIVER -> driver();
            case LOAD -> load();
            case CONNECTION_LIMIT -> any().limitConnections(chance.nextInt(3), upTo(60));
            case ROLES -> context.cluster().change();
            case HOSTILE -> hostile(any());
            case LIES -> any().lie(chance.nextBoolean() ? Replica.Lie.ROLE : Replica.Lie.DATABASE, upTo(60));
            case OPERATIONS -> operations.next();
        }
    }

    private void oneServer(FakeServer server) {
        switch (chance.nextInt(5)) {
            case 0, 1 -> server.setCondition(FakeServer.Condition.FROZEN, upTo(60));
            case 2 -> server.setCondition(FakeServer.Condition.DOWN, upTo(90));
            case 3 -> server.setCondition(FakeServer.Condition.STARTING, upTo(10));
            default -> server.setCondition(FakeServer.Condition.REFUSING, upTo(40));
        }
    }

    private void hostile(FakeServer server) {
        server.setCondition(
                chance.nextBoolean() ? FakeServer.Condition.DRIPPING : FakeServer.Condition.FLOODING, upTo(60));
    }

    private void sessions() {
        if (chance.nextInt(3) == 0) {
            any().endAllSessions();
        } else {
            any().endOneSession();
        }
    }

    private void everyServer() {
        for (FakeServer server : context.servers().all()) {
            if (chance.nextInt(2) == 0) {
                server.setCondition(FakeServer.Condition.DOWN, upTo(30));
            } else {
                server.endAllSessions();
            }
        }
    }

    private void processor() {
        switch (chance.nextInt(4)) {
            case 0 -> {
                long pause = upTo(20);
                kernel.note("process paused", 0, pause);
                kernel.pause(pause);
                context.starvation().paused();
                context.audit().paused(pause);
            }
            case 1 -> context.starvation().timer(upTo(15));
            case 2 -> context.starvation().supervisor(upTo(15));
            default -> context.starvation().workers(upTo(8));
        }
    }

    private void statusTasks() {
        ApplicationExecutor application = context.application();
        if (application != null && chance.nextInt(4) > 0) {
            if (chance.nextBoolean()) {
                application.busy(upTo(20));
            } else {
                application.refuse(true);
                kernel.after(upTo(10), ActorIds.ENVIRONMENT, () -> application.refuse(false));
            }
            return;
        }
        int way = chance.nextInt(3);
        if (way == 0) {
            context.starvation().heldUp(chance.nextInt(1_000));
            kernel.after(
                    upTo(120), ActorIds.ENVIRONMENT, () -> context.starvation().heldUp(0));
        } else if (way == 1) {
            context.starvation().stuck(chance.nextInt(1_000));
            kernel.after(
                    upTo(120), ActorIds.ENVIRONMENT, () -> context.starvation().stuck(0));
        } else {
            context.resolver().stuck(1 + chance.nextInt(1_000));
            kernel.after(
                    upTo(120), ActorIds.ENVIRONMENT, () -> context.resolver().stuck(0));
        }
    }

    private void discovery() {
        List<Backend> found = everyBackend();
        switch (chance.nextInt(6)) {
            case 0 -> found.clear();
            case 1, 2 -> found.removeIf(backend -> chance.nextInt(3) == 0);
            case 3 -> flap();
            case 4 -> found.replaceAll(known -> FakeServers.varied(known, chance));
            default -> found.subList(1, found.size()).clear();
        }
        context.resolver().find(found);
        kernel.after(upTo(60), ActorIds.ENVIRONMENT, () -> {
            if (active && context.resolver().isLast(found)) {
                context.resolver().find(everyBackend());
            }
        });
    }

    private void flap() {
        for (int i = 1; i < 10; i++) {
            List<Backend> found = everyBackend();
            if (i % 2 == 0) {
                found.removeIf(backend -> chance.nextBoolean());
            }
            kernel.after(upTo(i), ActorIds.ENVIRONMENT, () -> {
                if (active) {
                    context.resolver().find(found);
                }
            });
        }
    }

    private List<Backend> everyBackend() {
        List<Backend> found = new ArrayList<>();
        context.servers().all().forEach(server -> found.add(server.backend));
        return found;
    }

    private void driver() {
        DriverFaultRates faultRates = context.faultRates();
        faultRates.end();
        switch (chance.nextInt(5)) {
            case 0 -> faultRates.connect = chance.nextInt(1_000);
            case 1 -> faultRates.check = chance.nextInt(1_000);
            case 2 -> faultRates.close = chance.nextInt(600);
            case 3 -> faultRates.statement = chance.nextInt(1_000);
            default -> {
                faultRates.connect = chance.nextInt(200);
                faultRates.check = chance.nextInt(200);
                faultRates.close = chance.nextInt(200);
            }
        }
    }

    private void load() {
        context.claimants().load = chance.nextInt(3) == 0 ? 20 : 1;
        context.claimants().longHoldsIn1000 = chance.nextInt(3) == 0 ? 50 : 2;
    }
}
