package dev.penstock.discovery.dns;

import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.dns.transport.DnsTransport;
import dev.penstock.discovery.dns.transport.DnsTransport.Protocol;
import dev.penstock.discovery.dns.transport.MalformedReplyException;
import dev.penstock.discovery.dns.transport.SocketTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A client that asks name servers one after the other until one answers. Not thread-safe.
 *
 * <p>The next question goes first to the server that answered last. Therefore a dead server costs one timeout and not
 * one per question, and answers do not alternate between two servers that disagree. A server that answers with an error
 * is not asked the same question again. A silent server is asked again after all the others, up to the configured
 * number of attempts.
 *
 * <p>A negative answer counts at once if it contains the zone's SOA record, as RFC 2308 demands. Without that record
 * the other servers are asked first, and a better answer of theirs wins.
 */
final class DnsClient {
    private final List<InetSocketAddress> servers;
    private final DnsSettings settings;
    private final DnsTransport transport;
    private int preferred;

    DnsClient(List<InetSocketAddress> servers, DnsSettings settings, DnsTransport transport) {
        this.servers = List.copyOf(servers);
        this.settings = settings;
        this.transport = transport;
    }

    List<InetSocketAddress> servers() {
        return servers;
    }

    /**
     * Asks for the records of one type.
     *
     * @return the first answer: NOERROR or NXDOMAIN
     * @throws DiscoveryException if no server answers before the deadline
     */
    Reply ask(Name name, int type, Deadline deadline) throws DiscoveryException, InterruptedException {
        Map<InetSocketAddress, ServerFailure> failures = new LinkedHashMap<>();
        Optional<Reply> withoutSoa = Optional.empty();
        int first = preferred;
        for (int attempt = 0; attempt < settings.attempts() && withoutSoa.isEmpty(); attempt++) {
            for (int i = 0; i < servers.size(); i++) {
                int index = (first + i) % servers.size();
                InetSocketAddress server = servers.get(index);
                ServerFailure before = failures.get(server);
                if (before != null && !before.retryable()) {
                    continue;
                }
                if (withoutSoa.isPresent() && deadline.expired()) {
                    break;
                }
                checkTime(name, type, deadline, failures);
                try {
                    Reply reply = new Reply(askServer(server, name, type, deadline), server);
                    if (!reply.negativeWithoutSoa()) {
                        preferred = index;
                        return reply;
                    }
                    withoutSoa = withoutSoa.isPresent() ? withoutSoa : Optional.of(reply);
                } catch (NoAnswerException e) {
                    failures.put(server, e.failure);
                }
            }
        }
        return withoutSoa.orElseThrow(() -> DnsFailures.noAnswer(name, type, inOrder(failures)));
    }

    private void checkTime(Name name, int type, Deadline deadline, Map<InetSocketAddress, ServerFailure> failures)
            throws DiscoveryException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while asking for " + name);
        }
        if (deadline.expired()) {
            throw DnsFailures.outOfTime(name, type, inOrder(failures));
        }
    }

    private Message askServer(InetSocketAddress server, Name name, int type, Deadline deadline)
            throws NoAnswerException {
        Message query = query(name, type);
        query.addRecord(new OPTRecord(SocketTransport.UDP_PAYLOAD, 0, 0), Section.ADDITIONAL);
        Message reply = exchange(server, query, deadline);
        if (reply.getRcode() == Rcode.FORMERR || reply.getRcode() == Rcode.NOTIMP) {
            // The answer of an old server that does not support EDNS (RFC 6891, 7).
            reply = exchange(server, query(name, type), deadline);
        }
        int rcode = reply.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw new NoAnswerException(new ServerFailure(server, "answers " + Rcode.string(rcode), false, false));
        }
        if (isReferral(reply)) {
            throw new NoAnswerException(new ServerFailure(
                    server, "answers with a referral to other servers; it does not recurse", false, false));
        }
        return reply;
    }

    private Message exchange(InetSocketAddress server, Message query, Deadline deadline) throws NoAnswerException {
        Message reply = exchange(server, query, Protocol.UDP, deadline);
        if (!reply.getHeader().getFlag(Flags.TC)) {
            return reply;
        }
        Message whole = exchange(server, query, Protocol.TCP, deadline);
        if (whole.getHeader().getFlag(Flags.TC)) {
            throw new NoAnswerException(new ServerFailure(server, "has an answer that exceeds 64 KiB", false, false));
        }
        return whole;
    }

    private Message exchange(InetSocketAddress server, Message query, Protocol protocol, Deadline deadline)
            throws NoAnswerException {
        Duration left = deadline.remaining();
        Duration timeout = left.compareTo(settings.queryTimeout()) < 0 ? left : settings.queryTimeout();
        try {
            return transport.exchange(server, query, protocol, timeout);
        } catch (SocketTimeoutException e) {
            throw new NoAnswerException(new ServerFailure(
                    server,
                    "silent over " + protocol + " for "
                            + settings.queryTimeout().toMillis() + " ms",
                    true,
                    true));
        } catch (PortUnreachableException | ConnectException e) {
            throw new NoAnswerException(new ServerFailure(server, "refuses connections over " + protocol, true, true));
        } catch (MalformedReplyException e) {
            throw new NoAnswerException(new ServerFailure(server, "sends " + e.getMessage(), false, true));
        } catch (IOException e) {
            throw new NoAnswerException(
                    new ServerFailure(server, "cannot be reached over " + protocol + " (" + e + ")", true, true));
        }
    }

    private static Message query(Name name, int type) {
        return Message.newQuery(Record.newRecord(name, type, DClass.IN));
    }

    private static boolean isReferral(Message reply) {
        return reply.getRcode() == Rcode.NOERROR
                && reply.getSection(Section.ANSWER).isEmpty()
                && !reply.getHeader().getFlag(Flags.AA)
                && reply.getSection(Section.AUTHORITY).stream().anyMatch(each -> each.getType() == Type.NS)
                && reply.getSection(Section.AUTHORITY).stream().noneMatch(each -> each.getType() == Type.SOA);
    }

    /** Returns the failures in the order of the configuration, so that equal failures have equal messages. */
    private List<ServerFailure> inOrder(Map<InetSocketAddress, ServerFailure> failures) {
        List<ServerFailure> ordered = new ArrayList<>();
        for (InetSocketAddress server : servers) {
            ServerFailure failure = failures.get(server);
            if (failure != null) {
                ordered.add(failure);
            }
        }
        return ordered;
    }

    /** An exception for a server without a usable answer. */
    private static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ServerFailure failure;

        NoAnswerException(ServerFailure failure) {
            super(failure.toString(), null, false, false);
            this.failure = failure;
        }
    }
}
