package dev.penstock.pool.blocking;

import dev.penstock.backends.diagnostics.ServerAnswer;
import dev.penstock.backends.diagnostics.ServerSession;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A random graph of claims, slots, sessions and locks, and the root of each claim by a model that follows one arrow
 * after the other. Each session waits for one other at most.
 */
final class GraphFixture {
    private static final long NOW = 100_000_000_000L;
    private static final int FIRST_PID = 1_000;
    private static final int ASKER = 99;

    private final SplittableRandom random;
    private final CorrelationIds ids = new CorrelationIds();
    private final List<HeldSlot> held = new ArrayList<>();
    private final List<WaitingClaim> waiting = new ArrayList<>();
    private final Map<String, ServerAnswer> servers = new HashMap<>();

    /** By party: the party for which it waits. */
    private final Map<String, String> arrows = new HashMap<>();

    /** By party without an arrow: why its chain ends. */
    private final Map<String, Ending> ends = new HashMap<>();

    private GraphFixture(long seed) {
        random = new SplittableRandom(seed);
        int backends = 1 + random.nextInt(3);
        for (int backend = 0; backend < backends; backend++) {
            addBackend("db-" + backend);
        }
        int waiters = random.nextInt(4);
        for (int i = 0; i < waiters; i++) {
            addWaiter(new Thread("waiter-" + i));
        }
    }

    static GraphFixture of(long seed) {
        return new GraphFixture(seed);
    }

    private GraphFixture() {
        random = new SplittableRandom(0);
    }

    /** The only slot is held by a claim that was read while it waited, beside a claim that waits. */
    static GraphFixture ofClaimReadTwice() {
        GraphFixture graph = new GraphFixture();
        Thread thread = new Thread("served");
        graph.addWaiter(thread);
        graph.addWaiter(new Thread("waiter"));
        WaitEvent idle = WaitEvent.CLAIM_IDLE;
        long claim = graph.waiting.get(0).claimId();
        HeldClaim served = new HeldClaim(
                graph.ids, claim, thread, 1_000_001_000, 1_000, idle, 1_000, 0, ClaimAttributes.NONE, List.of());
        graph.held.add(new HeldSlot("db-0", 0, OptionalInt.empty(), served));
        return graph;
    }

    private enum Kind {
        POSTGRES,
        POOLER,
        REFUSES,
        UNASKED
    }

    private void addBackend(String backend) {
        Kind kind = random.nextInt(4) > 0 ? Kind.POSTGRES : Kind.values()[random.nextInt(4)];
        int slots = 1 + random.nextInt(5);
        int outside = random.nextInt(4);
        Map<Integer, ServerSession> sessions = new HashMap<>();
        for (int i = 0; i < slots + outside; i++) {
            int pid = FIRST_PID + i;
            boolean own = i < slots;
            String party = own ? addHolder(backend, pid, kind) : backend + '#' + pid;
            boolean idle = own && ends.get(party) == Ending.APPLICATION || own && arrows.containsKey(party);
            boolean hidden = !own && random.nextInt(4) == 0;
            if (kind == Kind.POSTGRES && !idle) {
                addServerWait(party, backend, slots + outside, own, hidden);
            }
            Optional<String> state = hidden ? Optional.empty() : Optional.of(idle ? "idle in transaction" : "active");
            sessions.put(pid, session(pid, state, blockers(arrows.get(party), party)));
        }
        Set<Integer> asked =
                IntStream.range(FIRST_PID, FIRST_PID + slots).boxed().collect(Collectors.toSet());
        if (kind == Kind.POOLER) {
            servers.put(backend, ServerAnswer.pooled(NOW, asked));
        } else if (kind == Kind.REFUSES) {
            servers.put(backend, ServerAnswer.refused(NOW, "no session"));
        } else if (kind == Kind.POSTGRES) {
            servers.put(backend, ServerAnswer.of(NOW, asked, sessions));
        }
    }

    /** A holder computes, waits for another connection, or calls. */
    private String addHolder(String backend, int pid, Kind kind) {
        int doing = random.nextInt(5);
        Thread thread = new Thread("holder-" + held.size());
        WaitEvent event = doing < 2 ? WaitEvent.CLAIM_IDLE : WaitEvent.CLAIM_EXECUTE;
        long heldNanos = NOW / 2 - held.size();
        HeldClaim claim = new HeldClaim(
                ids, ids.next(), thread, heldNanos, heldNanos, event, heldNanos, 0, ClaimAttributes.NONE, List.of());
        held.add(new HeldSlot(backend, pid, OptionalInt.of(pid), claim));
        String party = ids.format(claim.claimId());
        if (doing == 0) {
            arrows.put(party, addWaiter(thread));
        } else if (doing == 1) {
            ends.put(party, Ending.APPLICATION);
        } else {
            ends.put(
                    party,
                    switch (kind) {
                        case POSTGRES -> Ending.SERVER;
                        case POOLER -> Ending.UNKNOWN_PROCESS;
                        case REFUSES -> Ending.NO_ANSWER;
                        case UNASKED -> Ending.CALL;
                    });
        }
        return party;
    }

    private String addWaiter(Thread thread) {
        WaitingClaim claim = new WaitingClaim(
                ids,
                ids.next(),
                thread,
                WaitEvent.CLAIM_WAIT_SLOT,
                1_000_000_000L + waiting.size(),
                1_000_000_000L,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        waiting.add(claim);
        return ids.format(claim.claimId());
    }

    /** Lets a session wait for another one, for a prepared transaction, or for nothing. */
    private void addServerWait(String party, String backend, int sessions, boolean own, boolean hidden) {
        int what = random.nextInt(10);
        if (what == 0) {
            arrows.put(party, "prepared");
        } else if (what < 7) {
            arrows.put(party, backend + '#' + (FIRST_PID + random.nextInt(sessions)));
        } else {
            ends.put(party, own ? Ending.SERVER : hidden ? Ending.HIDDEN : Ending.OUTSIDE_SESSION);
        }
    }

    /** The server names a blocker twice now and then. */
    private List<Integer> blockers(String arrow, String party) {
        if (arrow == null || arrow.equals("prepared")) {
            return arrow == null ? List.of() : List.of(0);
        }
        int number = arrow.indexOf('#') < 0 ? -1 : Integer.parseInt(arrow.substring(arrow.indexOf('#') + 1));
        return number < 0 ? List.of() : random.nextBoolean() ? List.of(number) : List.of(number, number);
    }

    private static ServerSession session(int pid, Optional<String> state, List<Integer> blockers) {
        return new ServerSession(
                pid, state, 0, Optional.empty(), Optional.of("app"), Optional.empty(), Optional.empty(), blockers);
    }

    Scene scene() {
        return new Scene(
                NOW,
                Instant.EPOCH,
                waiting,
                waiting.size(),
                held,
                servers,
                Map.of(),
                "not asked",
                Scene.Surroundings.NONE);
    }

    /** All claims. */
    List<String> claims() {
        List<String> claims = new ArrayList<>();
        waiting.forEach(claim -> claims.add(ids.format(claim.claimId())));
        held.forEach(slot -> claims.add(id(slot)));
        return claims;
    }

    private String id(HeldSlot slot) {
        return ids.format(slot.claim().claimId());
    }

    /** The party by its claim, if it has one. */
    private String named(String party) {
        return held.stream()
                .filter(slot -> (slot.backend() + '#' + slot.pid().getAsInt()).equals(party))
                .findFirst()
                .map(this::id)
                .orElse(party);
    }

    /** The root of a claim: the reason for its end, and the party; of a cycle, the reason alone. */
    String expected(String claim) {
        String party = ownEnd(claim);
        if (!isWaiter(party)) {
            return describe(party);
        }
        String best = best();
        return best == null ? (held.isEmpty() ? Ending.UNKNOWN.label() : Ending.CYCLE.label()) : describe(best);
    }

    private boolean isWaiter(String party) {
        return waiting.stream().anyMatch(claim -> ids.format(claim.claimId()).equals(party));
    }

    /** The party without an arrow to which a party leads, or "cycle". */
    private String ownEnd(String party) {
        Set<String> seen = new HashSet<>();
        String at = named(party);
        while (arrows.containsKey(at)) {
            if (!seen.add(at)) {
                return "cycle";
            }
            String next = named(arrows.get(at));
            if (next.equals("prepared")) {
                return "prepared of " + at;
            }
            at = next;
        }
        return at;
    }

    private String describe(String party) {
        if (party.startsWith("prepared of ")) {
            return Ending.PREPARED_TRANSACTION + " " + party.substring("prepared of ".length());
        }
        return party.equals("cycle") ? Ending.CYCLE.label() : ends.get(party) + " " + party;
    }

    /** The end of most holders; of equal ones, the end of the one that is held for longest. */
    private String best() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (HeldSlot slot : held) {
            String end = ownEnd(id(slot));
            if (!isWaiter(end)) {
                counts.merge(end, 1, Integer::sum);
            }
        }
        String best = null;
        for (String end : counts.keySet()) {
            best = best == null || counts.get(end) > counts.get(best) ? end : best;
        }
        return best;
    }

    /** The root that a chain names, in the form of {@link #expected}. */
    static String found(Chain chain) {
        if (chain.isCycle() || chain.ending() == Ending.UNKNOWN) {
            return chain.ending().label();
        }
        String party = chain.rootClaim()
                .orElseGet(() -> chain.root().backend().orElse("")
                        + '#'
                        + chain.root().pid().orElse(ASKER));
        return chain.ending() + " " + party;
    }
}
