package dev.penstock.pool.blocking;

import dev.penstock.backends.diagnostics.ServerAnswer;
import dev.penstock.backends.diagnostics.ServerLoad;
import dev.penstock.backends.diagnostics.ServerSessions;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.backends.slots.Slot;
import dev.penstock.discovery.Backend;
import dev.penstock.pool.claims.LockWaits;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Asks the servers of a pool about the calls that are at the driver, and keeps the last answer of each. Thread-safe.
 *
 * <p>A server is asked on request. By itself the pool asks only if all slots are held, a claim waits, and a call has
 * been at the driver for {@link #LEAST_CALL}: see {@link AskingPace}. If a deadlock of claims and calls is possible, it
 * asks more often.
 */
final class Servers implements LockWaits {
    /** A call that is at the driver for so long may wait for a lock. */
    static final Duration LEAST_CALL = Duration.ofMillis(500);

    /** The connections of a server may have changed after this time. */
    private static final Duration LOAD_KEPT = Duration.ofMinutes(10);

    private static final int MOST_READ = 4_096;

    private final Backends backends;
    private final WaitAccounts accounts;
    private final Optional<ServerSessions> sessions;
    private final String unasked;
    private final AskingPace pace = new AskingPace();

    /** By the label of the backend. */
    private final Map<String, ServerAnswer> answers = new ConcurrentHashMap<>();

    /** The processes of the pool's sessions at the last question that was answered, by the label of the backend. */
    private final Map<String, Set<Integer>> pooledAtQuestion = new ConcurrentHashMap<>();

    /** The connections of servers by the label of the backend. */
    private final Map<String, ServerLoad> loads = new ConcurrentHashMap<>();

    /** The labels of backends behind a pooler, by the last answer of each. */
    private final Set<String> pooled = ConcurrentHashMap.newKeySet();

    Servers(Backends backends, WaitAccounts accounts, Optional<ServerSessions> sessions, String unasked) {
        this.backends = backends;
        this.accounts = accounts;
        this.sessions = sessions;
        this.unasked = unasked;
    }

    /** The last answers. */
    Map<String, ServerAnswer> answers() {
        return Map.copyOf(answers);
    }

    /** The processes of the pool's sessions now and at the last question, by backends with an answer. */
    Map<String, Set<Integer>> pooled() {
        Map<String, Set<Integer>> pooled = present(answers.keySet());
        pooledAtQuestion.forEach((label, pids) -> pooled.computeIfPresent(label, (same, now) -> {
            now.addAll(pids);
            return now;
        }));
        return pooled;
    }

    /** The processes of the pool's sessions at this moment, by the label of each of these backends. */
    private Map<String, Set<Integer>> present(Set<String> labels) {
        Map<String, Set<Integer>> present = new HashMap<>();
        labels.forEach(label -> present.put(label, new HashSet<>()));
        if (!present.isEmpty()) {
            backends.inspection().slots().forEach(slot -> {
                Set<Integer> pids = present.get(slot.set().backend().label());
                if (pids != null) {
                    slot.pid().ifPresent(pids::add);
                }
            });
        }
        return present;
    }

    /** The connections of each server whose last answer is younger than {@link #LOAD_KEPT} at {@code now}. */
    Map<String, ServerLoad> loads(long now) {
        loads.values().removeIf(load -> now - load.askedAt() > LOAD_KEPT.toNanos());
        return Map.copyOf(loads);
    }

    private void keep(String label, ServerAnswer answer) {
        answers.put(label, answer);
        answer.load().ifPresent(load -> loads.put(label, load));
        if (answer.isPooled() && pooled.add(label)) {
            pooled.removeIf(known -> backend(known).isEmpty());
        } else if (!answer.isPooled() && answer.refusal().isEmpty()) {
            pooled.remove(label);
        }
    }

    /** The slots that claims hold. Behind a pooler they have no process, because the driver's one is none. */
    List<HeldSlot> heldSlots() {
        List<HeldSlot> held = backends.heldSlots();
        return pooled.isEmpty()
                ? held
                : held.stream()
                        .map(slot -> pooled.contains(slot.backend()) ? slot.withoutPid() : slot)
                        .toList();
    }

    /** The reason why a server has not been asked. */
    String unasked() {
        return sessions.isPresent() ? "the server has not been asked yet" : unasked;
    }

    void tick() {
        sessions.ifPresent(ServerSessions::tick);
    }

    /** Asks by itself if that is due. Waits for no answer. */
    void look(long now) {
        if (sessions.isEmpty()) {
            return;
        }
        tick();
        List<HeldSlot> held = isSaturated(now) ? backends.heldSlots() : List.of();
        Set<String> slow = held.stream()
                .filter(slot -> Scene.isCalling(slot) && slot.claim().eventNanos() >= LEAST_CALL.toNanos())
                .map(HeldSlot::backend)
                .collect(Collectors.toSet());
        if (pace.isDue(now, !slow.isEmpty())) {
            ask(held.stream().filter(slot -> slow.contains(slot.backend())).toList());
        }
    }

    @Override
    public Optional<ServerAnswer> answerOf(Slot slot) {
        return Optional.ofNullable(answers.get(slot.set().backend().label()));
    }

    @Override
    public void ask(long since, long now) {
        if (sessions.isPresent() && pace.isUrgent(since, now)) {
            ask(backends.heldSlots());
        }
    }

    /** Whether a claim waits because all slots are held. */
    private boolean isSaturated(long now) {
        int waiting = accounts.waitingCount();
        return waiting > 0
                && !backends.inspection().mayGrow()
                && accounts.waitingClaims(now, waiting / MOST_READ + 1).stream()
                        .map(WaitingClaim::event)
                        .anyMatch(event -> event == WaitEvent.CLAIM_WAIT_SLOT);
    }

    /** Asks each server with a call under way, and waits for the answers: up to {@link ServerSessions#ANSWER}. */
    void askAndWait() {
        if (sessions.isEmpty()) {
            return;
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(ask(backends.heldSlots()).toArray(CompletableFuture[]::new));
        try {
            all.get(ServerSessions.ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            tick(); // refuses late questions
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer of a server was not kept", e);
        }
    }

    private List<CompletableFuture<Void>> ask(List<HeldSlot> held) {
        Map<String, List<Integer>> pids = new LinkedHashMap<>();
        held.stream()
                .filter(Scene::isCalling)
                .forEach(slot -> slot.pid()
                        .ifPresent(pid -> pids.computeIfAbsent(slot.backend(), label -> new ArrayList<>())
                                .add(pid)));
        answers.keySet().removeIf(label -> !pids.containsKey(label));
        pooledAtQuestion.keySet().retainAll(pids.keySet());
        Map<String, Set<Integer>> pooled = present(pids.keySet());
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        pids.forEach((label, wanted) -> backend(label)
                .ifPresent(backend ->
                        asked.add(sessions.orElseThrow().ask(backend, wanted).thenAccept(answer -> {
                            pooledAtQuestion.put(label, Objects.requireNonNull(pooled.get(label)));
                            keep(label, answer);
                        }))));
        return asked;
    }

    private Optional<Backend> backend(String label) {
        return backends.inspection().slots().stream()
                .map(Slot::set)
                .filter(set -> set.backend().label().equals(label))
                .map(set -> set.backend())
                .findFirst();
    }

    void close() {
        sessions.ifPresent(ServerSessions::close);
    }
}
