package dev.penstock.pool;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.SlotCounts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
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

    @Override
    public List<String> suspend(long millis) {
        return told(operations().suspend(Duration.ofMillis(millis)));
    }

    @Override
    public List<String> evict(long millis) {
        return told(operations().evict(Duration.ofMillis(millis)));
    }

    @Override
    public List<String> evictBackend(String backend, long millis) {
        return told(operations().evict(backend, Duration.ofMillis(millis)));
    }

    @Override
    public List<String> drainBackend(String backend, long millis) {
        return told(operations().drain(backend, Duration.ofMillis(millis)));
    }

    @Override
    public void restoreBackend(String backend) {
        operations().restore(backend);
    }

    private PoolOperations operations() {
        return new PoolOperations(pool);
    }

    /** Nothing where it is complete. */
    private static List<String> told(OperationReport report) {
        if (report.complete()) {
            return List.of();
        }
        return report.holders().isEmpty()
                ? List.of(report.toString())
                : report.holders().stream().map(ClaimReport.Holder::toString).toList();
    }
}
