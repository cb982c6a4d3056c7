package dev.penstock.pool.blocking;

import dev.penstock.backends.diagnostics.ServerSession;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.chains.Ending;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import java.util.List;
import java.util.Optional;

/** A party of a chain that is being found. */
sealed interface Node {
    /** A claim without a connection. */
    record Waiter(WaitingClaim claim) implements Node {}

    /**
     * A claim that holds a slot.
     *
     * @param session its session as the server shows it; empty if the server was not asked, or does not know it
     */
    record Holder(HeldSlot slot, Optional<ServerSession> session) implements Node {}

    /** A session of a server that no claim of the pool holds. */
    record Outside(String backend, ServerSession session) implements Node {}

    /**
     * A way from a claim to the end of its chain.
     *
     * @param nodes the parties, the first one that waits first
     * @param ending why it ends
     * @param reason a sentence about the end
     */
    record Path(List<Node> nodes, Ending ending, String reason) {
        /** Copies the list. */
        public Path {
            nodes = List.copyOf(nodes);
        }

        Node last() {
            return nodes.get(nodes.size() - 1);
        }
    }
}
