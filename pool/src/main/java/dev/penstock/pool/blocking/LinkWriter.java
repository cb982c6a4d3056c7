package dev.penstock.pool.blocking;

import dev.penstock.backends.Stacks;
import dev.penstock.backends.diagnostics.ServerSession;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.pool.chains.Link;
import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.text.ForeignText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Writes the ways that were found as chains: texts, stacks, remedies and signatures. Used by one thread. */
final class LinkWriter {
    /** The endings of claims that wait for something else than a slot. */
    static final Map<WaitEvent, Ending> ENDINGS = Map.of(
            WaitEvent.CLAIM_WAIT_CONNECT, Ending.CONNECT,
            WaitEvent.CLAIM_WAIT_BACKEND, Ending.BACKEND,
            WaitEvent.CLAIM_WAIT_DISCOVERY, Ending.DISCOVERY,
            WaitEvent.CLAIM_WAIT_ADMIN, Ending.SUSPENDED,
            WaitEvent.CLAIM_VALIDATE, Ending.CONNECT,
            WaitEvent.CLAIM_DISPATCH, Ending.SCHEDULER);

    /** A chain with more links loses those in its middle. */
    private static final int MOST_LINKS = 12;

    private static final int MOST_FRAMES = 8;
    private static final int MOST_NAME = 100;
    private static final int MOST_SQL = 120;
    private static final int MOST_SIGNATURE = 500;

    /** The same object for the same party. */
    static Object key(Node node) {
        if (node instanceof Node.Waiter waiter) {
            return waiter.claim().claimId();
        }
        return node instanceof Node.Holder holder ? holder.slot() : node;
    }

    /** The way of a claim that waits for something else than a slot. */
    Node.Path end(WaitingClaim claim, Scene.Surroundings surroundings) {
        Ending ending = ENDINGS.getOrDefault(claim.event(), Ending.UNKNOWN);
        String known = surroundings.of(claim.event()).map(text -> ": " + text).orElse("");
        return new Node.Path(List.of(new Node.Waiter(claim)), ending, meaning(claim.event()) + known);
    }

    private static String meaning(WaitEvent event) {
        return switch (event) {
            case CLAIM_WAIT_CONNECT -> "the slots that the claim may have connect or are checked";
            case CLAIM_WAIT_BACKEND -> "no backend that the claim may have is online";
            case CLAIM_WAIT_DISCOVERY -> "discovery has found no backend";
            case CLAIM_WAIT_ADMIN -> "the pool is suspended";
            case CLAIM_VALIDATE -> "the server has not answered the check of the connection";
            case CLAIM_DISPATCH -> "the claim could go on, but its thread does not run";
            default -> "the wait event " + event + " has no other party";
        };
    }

    /** The chain of a way. */
    Chain chain(Node.Path path, int waiters, Instant at) {
        List<Link> links = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < path.nodes().size(); i++) {
            boolean withStack = i == path.nodes().size() - 1 || path.ending() == Ending.CYCLE;
            links.add(link(path.nodes().get(i), withStack, parts::add));
        }
        parts.add(path.ending().label());
        String signature =
                ForeignText.line(parts.stream().distinct().collect(Collectors.joining(" > ")), MOST_SIGNATURE);
        return new Chain("", signature, at, at, waiters, cut(links), path.ending(), path.reason(), remedies(path));
    }

    private static List<Link> cut(List<Link> links) {
        if (links.size() <= MOST_LINKS) {
            return links;
        }
        List<Link> kept = new ArrayList<>(links.subList(0, MOST_LINKS - 2));
        int more = links.size() - MOST_LINKS + 1;
        kept.add(pool("…[" + more + " more]"));
        kept.add(links.get(links.size() - 1));
        return kept;
    }

    private static Link pool(String text) {
        return new Link(
                Link.Kind.POOL,
                text,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                0,
                List.of(),
                Optional.empty());
    }

    /** The link of a party. Its part of the signature is the same if the same code does the same again. */
    private static Link link(Node node, boolean withStack, Consumer<String> signature) {
        if (node instanceof Node.Waiter waiter) {
            signature.accept(waiter.claim().event().label());
            return waiter(waiter.claim(), withStack);
        }
        if (node instanceof Node.Outside outside) {
            signature.accept("outside session" + shortened(outside.session().sql()));
            return outside(outside);
        }
        Node.Holder holder = (Node.Holder) node;
        boolean calls = Scene.isCalling(holder.slot());
        List<StackTraceElement> stack =
                withStack || !calls ? Stacks.of(holder.slot().claim().holder()) : List.of();
        Optional<String> sql = holder.slot()
                .claim()
                .sql()
                .map(Object::toString)
                .or(() -> holder.session().flatMap(ServerSession::sql));
        signature.accept(calls ? "call" + shortened(sql) : "holder" + shortened(Stacks.application(stack)));
        return holder(holder, stack, sql);
    }

    private static String shortened(Optional<String> text) {
        return text.map(words -> ' ' + ForeignText.line(words, MOST_SQL)).orElse("");
    }

    private static List<String> frames(Thread thread, boolean wanted) {
        return wanted ? Stacks.frames(Stacks.of(thread), MOST_FRAMES) : List.of();
    }

    private static Link waiter(WaitingClaim claim, boolean withStack) {
        String text = "claim " + claim.ids().format(claim.claimId()) + named(claim.operation()) + " of "
                + thread(claim.claimant()) + ", on " + claim.event() + " for " + time(claim.eventNanos());
        return new Link(
                Link.Kind.WAITING_CLAIM,
                line(text),
                Optional.of(claim.ids().format(claim.claimId())),
                Optional.of(name(claim.claimant())),
                Optional.empty(),
                OptionalInt.empty(),
                claim.eventNanos(),
                frames(claim.claimant(), withStack),
                Optional.empty());
    }

    private static Link holder(Node.Holder holder, List<StackTraceElement> stack, Optional<String> sql) {
        HeldSlot slot = holder.slot();
        HeldClaim claim = slot.claim();
        boolean calls = Scene.isCalling(slot);
        return new Link(
                calls ? Link.Kind.CALL : Link.Kind.HOLDER,
                line(text(holder, stack, sql)),
                Optional.of(claim.ids().format(claim.claimId())),
                Optional.of(name(claim.holder())),
                Optional.of(slot.backend()),
                slot.pid(),
                calls ? claim.eventNanos() : claim.heldNanos(),
                Stacks.frames(stack, MOST_FRAMES),
                sql);
    }

    private static String text(Node.Holder holder, List<StackTraceElement> stack, Optional<String> sql) {
        HeldSlot slot = holder.slot();
        HeldClaim claim = slot.claim();
        boolean calls = Scene.isCalling(slot);
        StringBuilder text = new StringBuilder("claim " + claim.ids().format(claim.claimId()))
                .append(named(claim.attributes().operation()))
                .append(" of ")
                .append(thread(claim.holder()))
                .append(" on ")
                .append(slot.backend());
        slot.pid().ifPresent(pid -> text.append(", process ").append(pid));
        if (calls) {
            text.append(", at the driver for ").append(time(claim.eventNanos()));
        } else {
            text.append(", held for ").append(time(claim.heldNanos())).append(", no call under way");
            Stacks.application(stack)
                    .ifPresent(frame -> text.append(", ")
                            .append(claim.holder().getState())
                            .append(" at ")
                            .append(frame));
        }
        holder.session().ifPresent(session -> text.append(describe(session)));
        return calls ? text + (sql.isEmpty() ? "" : ":" + shortened(sql)) : text.toString();
    }

    private static String describe(ServerSession session) {
        return session.state().map(state -> ", in the server " + state).orElse("")
                + session.waitsOn().map(event -> " on " + event).orElse("");
    }

    private static Link outside(Node.Outside node) {
        ServerSession session = node.session();
        String text = "process " + session.pid() + " of " + node.backend() + ", a session outside of the pool"
                + session.user().map(user -> " of user '" + user + "'").orElse("")
                + session.application()
                        .map(name -> ", application '" + name + "'")
                        .orElse("")
                + describe(session)
                + (session.stateNanos() > 0 ? " for " + time(session.stateNanos()) : "")
                + session.sql()
                        .map(words -> ": " + ForeignText.line(words, MOST_SQL))
                        .orElse("");
        return new Link(
                Link.Kind.OUTSIDE_SESSION,
                line(text),
                Optional.empty(),
                Optional.empty(),
                Optional.of(node.backend()),
                OptionalInt.of(session.pid()),
                session.stateNanos(),
                List.of(),
                session.sql());
    }

    private static String line(String text) {
        return ForeignText.line(text, Link.MOST_TEXT);
    }

    private static String named(Optional<String> operation) {
        return operation
                .map(name -> " for '" + ForeignText.line(name, MOST_NAME) + "'")
                .orElse("");
    }

    private static String name(Thread thread) {
        return ForeignText.line(thread.getName(), MOST_NAME);
    }

    private static String thread(Thread thread) {
        return "thread '" + name(thread) + "'";
    }

    private static String time(long nanos) {
        return DurationFormat.format(nanos);
    }

    private static List<String> remedies(Node.Path path) {
        Node last = path.last();
        boolean isInServer = path.nodes().size() > 1
                && path.nodes().get(path.nodes().size() - 2) instanceof Node.Holder before
                && Scene.isCalling(before.slot());
        return switch (path.ending()) {
            case APPLICATION -> ofThread(last, isInServer);
            case SERVER -> pid(last).map(LinkWriter::cancel).stream().toList();
            case OUTSIDE_SESSION -> ofOutside(last);
            case PREPARED_TRANSACTION -> List.of("COMMIT PREPARED or ROLLBACK PREPARED");
            default -> List.of();
        };
    }

    private static List<String> ofThread(Node last, boolean isInServer) {
        List<String> remedies = new ArrayList<>();
        if (last instanceof Node.Holder holder) {
            remedies.add("look at the stack of " + thread(holder.slot().claim().holder()));
            if (isInServer) {
                pid(last).ifPresent(pid -> remedies.add("pg_terminate_backend(" + pid + ") ends its transaction"));
            }
        }
        return remedies;
    }

    private static List<String> ofOutside(Node last) {
        boolean idle =
                last instanceof Node.Outside outside && !outside.session().active();
        return pid(last)
                .map(pid -> idle ? "pg_terminate_backend(" + pid + ") ends its transaction" : cancel(pid))
                .stream()
                .toList();
    }

    private static String cancel(int pid) {
        return "pg_cancel_backend(" + pid + ")";
    }

    private static Optional<Integer> pid(Node node) {
        if (node instanceof Node.Outside outside) {
            return Optional.of(outside.session().pid());
        }
        OptionalInt pid = node instanceof Node.Holder holder ? holder.slot().pid() : OptionalInt.empty();
        return pid.isPresent() ? Optional.of(pid.getAsInt()) : Optional.empty();
    }
}
