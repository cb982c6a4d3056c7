package dev.penstock.pool.blocking;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.diagnostics.ServerLoad;
import dev.penstock.backends.diagnostics.ServerSessions;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.BackendsDependencies;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Chains;
import dev.penstock.pool.chains.Link;
import dev.penstock.pool.claims.LockWaits;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.StoreView;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The blocking chains of a running pool. Thread-safe; no claim waits for it. */
public final class PoolChains implements Chains {
    /** A chain is kept if a claim has waited for so long. */
    static final Duration LEAST_WAIT = Duration.ofMillis(500);

    private static final long PERIOD_NANOS = 1_000_000_000;
    private static final Duration LATE_TASK = Duration.ofMillis(100);
    private static final int MOST_READ = 4_096;
    private static final int MOST_TEXT = 300;

    private final Backends backends;
    private final WaitAccounts accounts;
    private final InstantSource wallClock;
    private final Servers servers;
    private final ChainStore store = new ChainStore();

    /** When chains were kept last, in nanoseconds of the pool's clock. */
    private final AtomicLong keptAt;

    /**
     * The chains of a pool with these backends and accounts.
     *
     * @param sessions ask its servers; empty if they are not asked
     * @param unasked the reason why servers are not asked, as a part of a sentence
     */
    PoolChains(
            Backends backends,
            WaitAccounts accounts,
            InstantSource wallClock,
            Optional<ServerSessions> sessions,
            String unasked) {
        this.servers = new Servers(backends, accounts, sessions, unasked);
        this.backends = backends;
        this.accounts = accounts;
        this.wallClock = wallClock;
        this.keptAt = new AtomicLong(accounts.clock().nanoTime() - PERIOD_NANOS);
    }

    /**
     * The chains of a pool that asks its servers, unless there is a reason not to.
     *
     * @param parts those of its backends
     * @param unasked the reason why servers are not asked, as a part of a sentence; empty if they are
     */
    public static PoolChains of(
            BackendsDependencies parts, Backends backends, InstantSource wallClock, Optional<String> unasked) {
        WaitAccounts accounts = parts.accounts();
        Optional<ServerSessions> sessions = unasked.isPresent()
                ? Optional.empty()
                : Optional.of(new ServerSessions(
                        parts.pool(), parts.connector(), backends.threads(), accounts.clock(), accounts.digests()));
        return new PoolChains(backends, accounts, wallClock, sessions, unasked.orElse(""));
    }

    /** The backends of the pool. */
    public Backends backends() {
        return backends;
    }

    /** The accounts of the pool. */
    public WaitAccounts accounts() {
        return accounts;
    }

    /** What the servers have said of the calls that wait for locks. */
    public LockWaits lockWaits() {
        return servers;
    }

    private Scene scene() {
        long now = accounts.clock().nanoTime();
        int waiters = accounts.waitingCount();
        return new Scene(
                now,
                wallClock.instant(),
                waiters == 0 ? List.of() : accounts.waitingClaims(now, waiters / MOST_READ + 1),
                waiters,
                servers.heldSlots(),
                servers.answers(),
                servers.pooled(),
                servers.unasked(),
                this::around);
    }

    private Optional<String> around(WaitEvent event) {
        String text = switch (event) {
            case CLAIM_WAIT_CONNECT, CLAIM_WAIT_BACKEND -> backendsAndTasks();
            case CLAIM_WAIT_DISCOVERY ->
                backends.discovery().lastError().map(DiscoveryFailure::message).orElse("");
            default -> "";
        };
        return Optional.of(ForeignText.line(text, MOST_TEXT)).filter(line -> !line.isEmpty());
    }

    private String backendsAndTasks() {
        List<String> texts = new ArrayList<>();
        backends.inspection().lateStatusTasks(accounts.clock().nanoTime(), LATE_TASK).stream()
                .limit(1)
                .forEach(late -> texts.add(late.toString()));
        texts.add(
                BackendView.describe(backends.views(), view -> view.lastError().isPresent(), 2));
        return String.join("; ", texts);
    }

    /** Called at each beat of the supervisor. */
    public void beat() {
        servers.tick();
    }

    /** Called ten times a second while claims wait: asks servers if all slots are held, and keeps the chains. */
    public void look(long now) {
        servers.look(now);
        long last = keptAt.get();
        if (now - last < PERIOD_NANOS || accounts.oldestWaitNanos() < LEAST_WAIT.toNanos()) {
            return;
        }
        if (keptAt.compareAndSet(last, now)) {
            keep(scene());
        }
    }

    /** The chain with most waiters is kept last, so that it is the one seen last. */
    private List<Chain> keep(Scene scene) {
        List<Chain> kept = new ArrayList<>(new ChainFinder(scene).chains());
        for (int i = kept.size() - 1; i >= 0; i--) {
            kept.set(i, store.keep(kept.get(i)));
        }
        return kept;
    }

    @Override
    public List<Chain> now() {
        servers.askAndWait();
        return keep(scene());
    }

    @Override
    public List<Chain> kept() {
        return store.kept();
    }

    @Override
    public Optional<Chain> of(String claim) {
        servers.askAndWait();
        return present(claim);
    }

    /** The chain of a claim at this moment, as far as the pool knows it. Asks no server. */
    public Optional<Chain> present(String claim) {
        return new ChainFinder(scene()).of(claim).map(store::keep);
    }

    /** What blocks a claim that has just failed while it waited for a slot, in one line. Asks no server. */
    public Optional<String> blockers() {
        return new ChainFinder(scene()).ofSlots().map(store::keep).map(Chain::brief);
    }

    /** The chain that claims of that age have waited in most lately; empty if none was seen while they waited. */
    public Optional<Chain> last(long waitedNanos) {
        return store.kept().stream()
                .filter(chain -> chain.links().get(0).kind() == Link.Kind.WAITING_CLAIM)
                .filter(chain -> chain.until().isAfter(wallClock.instant().minusNanos(waitedNanos)))
                .findFirst();
    }

    /** The connections of servers that were asked in the last ten minutes, by the label of the backend. */
    public Map<String, ServerLoad> serverLoads() {
        return servers.loads(accounts.clock().nanoTime());
    }

    /** Ends the diagnostic sessions. */
    public void close() {
        servers.close();
    }

    /** What is kept at this moment. */
    public StoreView store() {
        return store.view();
    }
}
