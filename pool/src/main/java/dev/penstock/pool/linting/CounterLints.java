package dev.penstock.pool.linting;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.Balance;
import dev.penstock.pool.linting.CounterWindow.Between;
import dev.penstock.pool.linting.Finding.Subject;
import dev.penstock.waits.ClaimTotals.Outcome;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.operations.OperationAccounts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The lints that compare counters of the last ten minutes. Used by one thread at a time. */
final class CounterLints {
    private static final double PERCENT = 100;
    private static final double HOUR_NANOS = 3_600e9;

    /** Idle connections cost something if they are on average a quarter of the pool, and one at least. */
    private static final double IDLE_SHARE = 0.25;

    private static final int LEAST_VALIDATIONS = 100;
    private static final int LEAST_REPLACED = 10;
    private static final int LEAST_TRANSACTIONS = 10;
    private static final int LEAST_CLAIMS_OF_PEERS = 100;

    private final LintSource source;

    /** When each backend that is online now was first seen so, in nanoseconds of the pool's clock. */
    private Map<String, Long> onlineSince = new HashMap<>();

    CounterLints(LintSource source) {
        this.source = source;
    }

    /** Notes which backends are online at {@code now}. */
    void observe(List<BackendView> views, long now) {
        Map<String, Long> online = new HashMap<>();
        for (BackendView view : views) {
            if (view.health() == BackendHealth.ONLINE && !view.stalled()) {
                String label = view.backend().label();
                online.put(label, onlineSince.getOrDefault(label, now));
            }
        }
        onlineSince = online;
    }

    /** Begins anew. */
    void clear() {
        onlineSince = new HashMap<>();
    }

    Finding heldButIdle(Between between) {
        WaitSnapshot waits = between.waits();
        EventStats hold = waits.event(WaitEvent.CLAIM_HOLD);
        double idle = waits.load(WaitEvent.CLAIM_IDLE);
        double share = share(waits.event(WaitEvent.CLAIM_IDLE).totalNanos(), hold.totalNanos());
        int maximum = source.usage().maximum();
        Optional<String> worst = waits.operations().stream()
                .filter(name -> isOfApplication(name))
                .max(Comparator.comparingLong(
                        name -> waits.operation(name, WaitEvent.CLAIM_IDLE).totalNanos()));
        String seen = Text.of(
                "on average %.1f of %d connections were held without a call%s",
                idle,
                maximum,
                worst.map(name -> ", most in operation '" + name + "'").orElse(""));
        return Finding.of(share, seen)
                .about(Subject.operation(worst))
                .ifEnough(idle >= Math.max(1, IDLE_SHARE * maximum));
    }

    private static boolean isOfApplication(String name) {
        return !name.startsWith("penstock:") && !name.equals(OperationAccounts.OTHER);
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : PERCENT * part / whole;
    }

    Finding transactionsLeft(Between between) {
        long claims = between.waits().claims(Outcome.OK);
        long left = between.transactionsLeft();
        String seen = Text.of("%d of %d claims left a transaction open", left, claims);
        return Finding.of(share(left, Math.max(left, claims)), seen).ifEnough(left >= LEAST_TRANSACTIONS);
    }

    Finding validation(Between between) {
        EventStats validations = between.waits().event(WaitEvent.CLAIM_VALIDATE);
        long calls = between.waits().event(WaitEvent.CLAIM_EXECUTE).totalNanos();
        String seen = Text.of("%d claims tested their connection first", validations.total());
        return Finding.of(share(validations.totalNanos(), validations.totalNanos() + calls), seen)
                .ifEnough(validations.total() >= LEAST_VALIDATIONS);
    }

    Finding sessionsReplaced(Between between) {
        double open = Math.max(1, between.openSessions());
        double rate = between.replaced() / open * HOUR_NANOS / between.nanos();
        String seen = Text.of("%d sessions were replaced, and %d are open", between.replaced(), between.openSessions());
        return Finding.of(rate, seen).ifEnough(between.replaced() >= LEAST_REPLACED);
    }

    Finding neverChosen(Between between, List<BackendView> views, long now) {
        if (source.balance() == Balance.LATENCY) {
            return Finding.of(0, "balance=latency leaves out distant backends on purpose");
        }
        if (source.usage().maximum() < views.size()) {
            return Finding.of(0, "the pool may have fewer slots than it has backends");
        }
        if (!between.isWhole()) {
            return Finding.unknown("the pool has not seen ten minutes yet");
        }
        List<BackendView> online = views.stream()
                .filter(view -> now - onlineSince.getOrDefault(view.backend().label(), now) >= between.nanos())
                .toList();
        List<String> never = online.stream()
                .filter(view -> isLeftOut(view, online, between.waits()))
                .map(view -> view.backend().label())
                .toList();
        return never.isEmpty()
                ? Finding.of(0, "each backend that is online had claims, or its peers had few")
                : Finding.of(never.size(), "no claim used " + Text.some(never)).about(Subject.backend(never.get(0)));
    }

    /** Whether a backend had no claim, and others of its role and priority had many. */
    private static boolean isLeftOut(BackendView view, List<BackendView> online, WaitSnapshot waits) {
        Set<BackendView> peers = online.stream()
                .filter(other -> other.role() == view.role()
                        && other.backend().priority() == view.backend().priority())
                .collect(Collectors.toSet());
        boolean weighted = peers.stream().anyMatch(peer -> peer.backend().weight() > 0);
        if (claims(view, waits) > 0 || (weighted && view.backend().weight() == 0)) {
            return false;
        }
        long all = peers.stream().mapToLong(peer -> claims(peer, waits)).sum();
        return all >= (long) LEAST_CLAIMS_OF_PEERS * peers.size();
    }

    private static long claims(BackendView view, WaitSnapshot waits) {
        EventStats holds = waits.event(WaitEvent.CLAIM_HOLD, view.backend().label());
        return holds.total() + holds.active();
    }
}
