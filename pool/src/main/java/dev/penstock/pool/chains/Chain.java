package dev.penstock.pool.chains;

import dev.penstock.waits.text.ForeignText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A blocking chain: an immutable value. Each link waits for the next one; the last one is the root, or as far as the
 * pool can see.
 *
 * @param id the ID of the chain; the pool gives it if it keeps the chain, and it is empty before
 * @param signature a text without IDs, which is the same each time that the same code blocks the same code
 * @param from the moment at which the chain was first seen
 * @param until the moment at which it was last seen
 * @param waiters the number of claims that wait for the root: for a slot, or in the server
 * @param links at least one link, the first one that waits first
 * @param ending why it ends
 * @param reason a sentence about the end
 * @param remedies what an operator can do, the mildest first; empty if the pool knows of nothing
 */
public record Chain(
        String id,
        String signature,
        Instant from,
        Instant until,
        int waiters,
        List<Link> links,
        Ending ending,
        String reason,
        List<String> remedies) {
    /** The greatest length of {@link #brief}, in characters. */
    public static final int MOST_BRIEF = 900;

    /** Copies the lists. */
    public Chain {
        links = List.copyOf(links);
        remedies = List.copyOf(remedies);
    }

    /** The last link. */
    public Link root() {
        return links.get(links.size() - 1);
    }

    /** Whether the parties wait for each other. */
    public boolean isCycle() {
        return ending == Ending.CYCLE;
    }

    /** The ID of the claim that is the root; empty if no claim is. */
    public Optional<String> rootClaim() {
        return root().claim();
    }

    /** The same chain as another that was seen before. */
    public Chain as(String otherId, Instant otherFrom) {
        return new Chain(otherId, signature, otherFrom, until, waiters, links, ending, reason, remedies);
    }

    /** The links after the claim that waits, the reason and the remedies: one line of at most {@value #MOST_BRIEF}. */
    public String brief() {
        boolean isWaiter = links.get(0).kind() == Link.Kind.WAITING_CLAIM;
        List<Link> blockers = isWaiter && links.size() > 1 ? links.subList(1, links.size()) : links;
        String end = ". " + end() + reason + remedyText();
        int room = Math.max(MOST_BRIEF / 3, MOST_BRIEF - end.length());
        return ForeignText.line(
                ForeignText.line(joined(blockers, isWaiter && links.size() == 1), room) + end, MOST_BRIEF);
    }

    private static String joined(List<Link> links, boolean whole) {
        String text = links.stream().map(Link::text).collect(Collectors.joining("; blocked by "));
        return whole ? text : "blocked by " + text;
    }

    private String end() {
        return ending.isRoot() ? "Root: " : "The chain ends here: ";
    }

    private String remedyText() {
        return remedies.isEmpty() ? "" : ". Remedy: " + String.join("; ", remedies);
    }

    /** The chain in several lines: a link each, the reason, and the remedies. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Link link : links) {
            lines.add((lines.isEmpty() ? "" : "blocked by ") + link.text());
            if (lines.size() == links.size()) {
                link.frames().forEach(frame -> lines.add("  at " + frame));
            }
        }
        lines.add(end() + reason);
        remedies.forEach(remedy -> lines.add("remedy: " + remedy));
        return lines;
    }

    /** One line: all links, the reason and the remedies. */
    @Override
    public String toString() {
        return joined(links, true) + ". " + end() + reason + remedyText();
    }
}
