package dev.penstock.chaos.simulation;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.Balance;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.TargetServerType;
import dev.penstock.pool.PenstockDataSource;
import java.util.List;
import java.util.Optional;

/** A check that a pool has recovered after all servers have been healthy for a while. */
final class RecoveryCheck {
    private final PenstockDataSource pool;
    private final SimulationParameters parameters;
    private final RoleAudit roles;

    RecoveryCheck(PenstockDataSource pool, SimulationParameters parameters, RoleAudit roles) {
        this.pool = pool;
        this.parameters = parameters;
        this.roles = roles;
    }

    /**
     * The deficit of the pool; empty if there is none. The pool does not try a backend whose slots must all be replaced
     * and are all held, if it has no spare slot for the attempt: each other slot is held, or is its backend's last free
     * one.
     */
    Optional<String> missing() {
        List<BackendView> views = pool.backends();
        int wanted = wanted();
        int connected = 0;
        int serving = 0;
        int held = views.stream().mapToInt(view -> view.slots().held()).sum();
        int all = views.stream().mapToInt(view -> view.slots().total()).sum();
        boolean fewFree = views.stream()
                .allMatch(view -> view.slots().total() - view.slots().held() <= 1);
        int most = pool.getMaximumPoolSize();
        boolean noneToSpare = held >= most || (all >= most && fewFree);
        for (BackendView view : views) {
            SlotCounts slots = view.slots();
            connected += slots.total() - slots.connecting();
            if (view.health() == BackendHealth.REMOVED && slots.total() == slots.held()) {
                continue;
            }
            boolean full = noneToSpare && slots.total() == slots.held();
            boolean unneeded = view.health() == BackendHealth.CONNECTING && (slots.total() == 0 || full);
            if (!view.stalled()
                    && (view.health() == BackendHealth.ONLINE || unneeded)
                    && hasSpares(view, views, held)) {
                serving++;
            }
        }
        if (serving != parameters.servers() || connected < wanted) {
            return Optional.of(
                    wanted + " slots of " + parameters.servers() + " backends are expected, the pool has " + views);
        }
        boolean allKnown = parameters.routing().asks() && pool.getMaximumPoolSize() >= parameters.servers();
        return allKnown ? roles.wrongRole().map(wrong -> wrong + " " + views) : Optional.empty();
    }

    /** The number of slots that the pool keeps ready, within the limit of each backend. */
    private int wanted() {
        if (parameters.routing().defaultTarget() != TargetServerType.ANY && roles.anyRoleUnknowable()) {
            return 0;
        }
        int ready = pool.getMinimumIdle() < 0 ? pool.getMaximumPoolSize() : pool.getMinimumIdle();
        int each = pool.getMaximumPerBackend() == 0 ? Integer.MAX_VALUE : pool.getMaximumPerBackend();
        long most = 0;
        for (int server = 0; server < parameters.servers(); server++) {
            most += isAskedFor(server) ? each : 1;
        }
        return (int) Math.min(ready, most);
    }

    /** Whether claims ask for the server; the pool keeps one slot of any other. */
    private boolean isAskedFor(int server) {
        if (parameters.routing().balance() == Balance.PRIORITY) {
            return server == 0;
        }
        return switch (parameters.routing().defaultTarget()) {
            case ANY -> true;
            case PRIMARY, PREFER_PRIMARY -> server == 0;
            case SECONDARY -> server > 0;
            case PREFER_SECONDARY -> server > 0 || parameters.servers() == 1;
        };
    }

    /**
     * Whether the backend has its minimum of idle slots, if the pool has room for the minima of all backends beside the
     * held slots. Claims may still hold slots from before the backend left and returned.
     */
    @SuppressWarnings("ReferenceEquality") // compares with the same view
    private boolean hasSpares(BackendView view, List<BackendView> views, int held) {
        SlotCounts slots = view.slots();
        int former = 0;
        for (BackendView other : views) {
            boolean same =
                    other != view && other.backend().id().equals(view.backend().id());
            former += same ? other.slots().total() : 0;
        }
        int each = pool.getMaximumPerBackend() == 0 ? Integer.MAX_VALUE : pool.getMaximumPerBackend();
        int spares = pool.getMinimumIdlePerBackend();
        boolean room = held + (long) spares * parameters.servers() <= pool.getMaximumPoolSize();
        boolean all = parameters.routing().defaultTarget() == TargetServerType.ANY
                && parameters.routing().balance() != Balance.PRIORITY;
        return !room || !all || slots.total() - slots.connecting() >= Math.min(spares, each - former);
    }
}
