package dev.penstock.pool;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.SlotCounts;
import java.util.LinkedHashMap;
import java.util.Map;

/** Figures and controls of one pool. */
record PoolControl(RunningPool pool) implements PenstockPoolMXBean {
    @Override
    public int getIdleConnections() {
        SlotCounts counts = pool.backends().counts();
        return counts.unclaimed() + counts.checking();
    }

    @Override
    public int getActiveConnections() {
        return pool.backends().counts().held();
    }

    @Override
    public int getTotalConnections() {
        return pool.backends().counts().total();
    }

    @Override
    public int getThreadsAwaitingConnection() {
        return pool.claims().waiting();
    }

    @Override
    public Map<String, String> getBackends() {
        Map<String, String> backends = new LinkedHashMap<>();
        for (BackendView view : pool.backends().views()) {
            String error = view.lastError().map(text -> ", last error: " + text).orElse("");
            backends.put(view.backend().label(), view.state() + " (" + view.slots() + ")" + error);
        }
        return backends;
    }

    @Override
    public void softEvictConnections() {
        pool.backends().evict();
    }

    @Override
    public void suspendPool() {
        if (!pool.settings().claims().suspendable()) {
            throw new IllegalStateException("pool " + pool.settings().poolName()
                    + " cannot be suspended: set allowPoolSuspension before it starts");
        }
        pool.claims().suspend();
    }

    @Override
    public void resumePool() {
        pool.claims().resume();
    }
}
