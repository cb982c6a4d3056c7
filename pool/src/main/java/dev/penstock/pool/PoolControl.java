package dev.penstock.pool;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.SlotCounts;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.traces.Trace;
import dev.penstock.waits.history.PromiseLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The MBean of one pool: its counts, and the commands of an operator. */
record PoolControl(RunningPool pool) implements PenstockPoolMXBean {
    private static final int MOST_REPORTS = 20;
    private static final int MOST_TRACES = 64;

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
        SlotCounts counts = pool.backends().counts();
        return counts.total() - counts.connecting();
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
    public Map<String, Long> getPromiseViolations() {
        Map<String, Long> violations = new LinkedHashMap<>();
        pool.recorder().promises().counts().forEach((promise, count) -> violations.put(promise.label(), count));
        return violations;
    }

    @Override
    public List<String> getLastPromiseViolations() {
        return pool.recorder().promises().last().stream()
                .map(PromiseLog.Violation::toString)
                .toList();
    }

    @Override
    public void softEvictConnections() {
        pool.recordEvent("an operator evicted all connections");
        pool.backends().operations().evict();
    }

    @Override
    public void suspendPool() {
        pool.suspend();
    }

    @Override
    public void resumePool() {
        pool.resume();
    }

    @Override
    public List<String> suspend(long millis) {
        return notComplete(operations().suspend(Duration.ofMillis(millis)));
    }

    @Override
    public List<String> evict(long millis) {
        return notComplete(operations().evict(Duration.ofMillis(millis)));
    }

    @Override
    public List<String> evictBackend(String backend, long millis) {
        return notComplete(operations().evict(backend, Duration.ofMillis(millis)));
    }

    @Override
    public List<String> drainBackend(String backend, long millis) {
        return notComplete(operations().drain(backend, Duration.ofMillis(millis)));
    }

    @Override
    public void restoreBackend(String backend) {
        operations().restore(backend);
    }

    @Override
    public String explainClaim(String claim) {
        return pool.reports().explain(claim);
    }

    @Override
    public void armTraces(String operation, int claims, long millis) {
        pool.traces().arm(operation, claims, Duration.ofMillis(millis));
    }

    @Override
    public boolean disarmTraces(String operation) {
        return pool.traces().disarm(operation);
    }

    @Override
    public List<String> getTraces() {
        return pool.traces().kept().stream().limit(MOST_TRACES).map(Trace::tree).toList();
    }

    @Override
    public List<String> getClaimReports() {
        return pool.reports().kept().stream()
                .filter(report -> report.kind() != KeptReport.Kind.EXAMPLE)
                .limit(MOST_REPORTS)
                .map(KeptReport::summary)
                .toList();
    }

    private PoolOperations operations() {
        return new PoolOperations(pool);
    }

    /** The claims in the way of an operation; none if it is complete. */
    private static List<String> notComplete(OperationReport report) {
        if (report.complete()) {
            return List.of();
        }
        return report.holders().isEmpty()
                ? List.of(report.toString())
                : report.holders().stream().map(ClaimReport.Holder::toString).toList();
    }
}
