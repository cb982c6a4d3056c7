package dev.penstock.pool.blocking;

import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocking chains of one scene. Used by one thread.
 *
 * <p><b>Method.</b> A call waits for the sessions that the server names. A claim that waits for a slot waits for any
 * holder; its chain leads to the root that blocks most slots, and of equal ones to that whose first slot is held for
 * longest. If the thread of a holder waits for a slot itself, its chain goes on to that root. If every holder waits
 * for a slot, there is no root, and the parties form a cycle.
 */
final class ChainFinder {
    /** The holders that are followed, the longest first. */
    static final int MOST_HOLDERS = 256;

    private final Scene scene;
    private final HolderPaths paths;
    private final LinkWriter writer = new LinkWriter();

    /** The way from each holder to the end that it has without other waits for slots. */
    private final Map<HeldSlot, Node.Path> own = new LinkedHashMap<>();

    /** The holders whose way leads to a root, by that root. */
    private final Map<Object, List<HeldSlot>> byRoot = new LinkedHashMap<>();

    ChainFinder(Scene scene) {
        this.scene = scene;
        this.paths = new HolderPaths(scene);
        scene.held().stream().limit(MOST_HOLDERS).forEach(slot -> {
            Node.Path path = paths.from(slot);
            own.put(slot, path);
            if (!isForSlot(path)) {
                byRoot.computeIfAbsent(rootOf(path), root -> new ArrayList<>()).add(slot);
            }
        });
    }

    /** Whether the way ends at a claim that waits for a slot. */
    private static boolean isForSlot(Node.Path path) {
        return path.last() instanceof Node.Waiter waiter && waiter.claim().event() == WaitEvent.CLAIM_WAIT_SLOT;
    }

    /** The same object for ways with the same end. */
    private static Object rootOf(Node.Path path) {
        if (path.ending() == Ending.CYCLE) {
            return Ending.CYCLE;
        }
        Node last = path.last();
        if (last instanceof Node.Holder holder) {
            return holder.slot().claim().claimId();
        }
        return last instanceof Node.Outside outside
                ? outside.backend() + '#' + outside.session().pid()
                : last;
    }

    /** One chain for each root for which something waits, that with most waiters first. */
    List<Chain> chains() {
        List<Chain> chains = new ArrayList<>();
        Optional<WaitingClaim> forSlot = oldest(WaitEvent.CLAIM_WAIT_SLOT);
        List<HeldSlot> best = bestHolders();
        int behindBest = best == null ? 0 : blocked(best);
        forSlot.ifPresent(claim -> chains.add(chain(path(claim), waitingForSlots() + behindBest)));
        byRoot.values().stream()
                .filter(holders -> blocked(holders) > 0 && !(forSlot.isPresent() && holders.equals(best)))
                .forEach(holders -> chains.add(chain(own(deepest(holders)), blocked(holders))));
        for (WaitEvent event : LinkWriter.ENDINGS.keySet()) {
            oldest(event).ifPresent(claim -> chains.add(chain(path(claim), waitingOn(event))));
        }
        chains.sort(Comparator.comparingInt(Chain::waiters).reversed());
        return chains;
    }

    /** The chain of one claim that waits, or that holds a slot. */
    Optional<Chain> of(String claim) {
        Optional<Chain> waiting = scene.waiting().stream()
                .filter(seen -> seen.ids().format(seen.claimId()).equals(claim))
                .findFirst()
                .map(seen -> chain(path(seen), waiters(seen)));
        return waiting.or(() -> own.keySet().stream()
                .filter(slot ->
                        slot.claim().ids().format(slot.claim().claimId()).equals(claim))
                .findFirst()
                .map(slot -> chain(wholePath(own(slot)), 1)));
    }

    /** The chain of a claim that has just waited for a slot in vain, by that of another such claim if there is one. */
    Optional<Chain> ofSlots() {
        Optional<Node.Path> path = oldest(WaitEvent.CLAIM_WAIT_SLOT)
                .map(this::path)
                .or(() -> Optional.ofNullable(bestHolders()).map(best -> own(deepest(best))))
                .or(() -> own.values().stream().findFirst().map(this::wholePath));
        return path.map(found -> chain(found, Math.max(1, waitingForSlots())));
    }

    private Node.Path own(HeldSlot slot) {
        return own.getOrDefault(slot, new Node.Path(List.of(), Ending.UNKNOWN, ""));
    }

    private Chain chain(Node.Path path, int waiters) {
        return writer.chain(path, waiters, scene.at());
    }

    private int waiters(WaitingClaim claim) {
        return claim.event() == WaitEvent.CLAIM_WAIT_SLOT ? waitingForSlots() : waitingOn(claim.event());
    }

    private int waitingForSlots() {
        return waitingOn(WaitEvent.CLAIM_WAIT_SLOT);
    }

    /** Of very many claims, the scene has a part. */
    private int waitingOn(WaitEvent event) {
        long seen =
                scene.waiting().stream().filter(claim -> claim.event() == event).count();
        return Math.toIntExact(seen
                * Math.max(scene.waiters(), scene.waiting().size())
                / Math.max(1, scene.waiting().size()));
    }

    private Optional<WaitingClaim> oldest(WaitEvent event) {
        return scene.waiting().stream()
                .filter(claim -> claim.event() == event)
                .max(Comparator.comparingLong(WaitingClaim::claimNanos));
    }

    private @Nullable List<HeldSlot> bestHolders() {
        List<HeldSlot> best = null;
        for (List<HeldSlot> holders : byRoot.values()) {
            best = best == null || holders.size() > best.size() ? holders : best;
        }
        return best;
    }

    private HeldSlot deepest(List<HeldSlot> holders) {
        return holders.stream()
                .max(Comparator.comparingInt(slot -> own(slot).nodes().size()))
                .orElseThrow();
    }

    /** The holders that wait for the root themselves. */
    private int blocked(List<HeldSlot> holders) {
        return Math.toIntExact(
                holders.stream().filter(slot -> own(slot).nodes().size() > 1).count());
    }

    private Node.Path path(WaitingClaim claim) {
        if (claim.event() != WaitEvent.CLAIM_WAIT_SLOT) {
            return writer.end(claim, scene.surroundings());
        }
        return wholePath(new Node.Path(List.of(new Node.Waiter(claim)), Ending.UNKNOWN, ""));
    }

    /** Follows a way that ends at a claim that waits for a slot. */
    private Node.Path wholePath(Node.Path path) {
        if (!isForSlot(path)) {
            return path;
        }
        List<HeldSlot> best = bestHolders();
        List<Node> nodes = new ArrayList<>(path.nodes());
        if (best != null) {
            Node.Path rest = own(deepest(best));
            nodes.addAll(rest.nodes());
            return new Node.Path(nodes, rest.ending(), rest.reason());
        }
        if (own.isEmpty()) {
            return new Node.Path(nodes, Ending.UNKNOWN, "no claim holds a slot now, so that the claim may go on");
        }
        return cycle(nodes);
    }

    /** Every holder waits for a slot. Each of them is named once. */
    private Node.Path cycle(List<Node> begin) {
        Map<Object, Node> nodes = new LinkedHashMap<>();
        begin.forEach(node -> nodes.putIfAbsent(LinkWriter.key(node), node));
        for (Node.Path path : own.values()) {
            path.nodes().forEach(node -> nodes.putIfAbsent(LinkWriter.key(node), node));
        }
        return new Node.Path(
                List.copyOf(nodes.values()),
                Ending.CYCLE,
                "every slot is held by a claim that waits for another slot, or for such a claim");
    }
}
