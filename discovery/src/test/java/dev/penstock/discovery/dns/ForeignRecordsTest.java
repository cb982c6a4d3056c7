package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.transport.DnsTransport;
import dev.penstock.waits.NanoClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A reply to the right question, with the right ID, that also has records which nobody asked for. */
class ForeignRecordsTest {
    private static final String HOST = "db.test";
    private static final String SRV = "_postgresql._tcp.orders.test";
    private static final String FORGED = "66.66.66.66";

    private final Map<Name, List<Placed>> zone = new HashMap<>();
    private final List<Name> asked = new ArrayList<>();
    private final DnsSettings settings = DnsSettings.system().withServers("10.0.0.53");

    /** A record in a section of the reply to a question. */
    private record Placed(int section, Record record) {}

    private void put(String question, int section, String owner, String type, String data) {
        try {
            Record record = Record.fromString(name(owner), Type.value(type), DClass.IN, 60, data, Name.root);
            zone.computeIfAbsent(name(question), key -> new ArrayList<>()).add(new Placed(section, record));
        } catch (IOException e) {
            throw new IllegalArgumentException(data, e);
        }
    }

    private static Name name(String text) {
        return Name.fromConstantString(text + ".");
    }

    private List<String> find(Lookup lookup) throws DiscoveryException, InterruptedException {
        DnsTransport transport = (server, query, protocol, timeout) -> answer(query);
        return new DnsFinder(lookup, settings, NameServers.of(settings), transport)
                .find(Deadline.after(Duration.ofSeconds(60), NanoClock.system())).backends().stream()
                        .map(Backend::label)
                        .toList();
    }

    private Message answer(Message query) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        asked.add(query.getQuestion().getName());
        zone.getOrDefault(query.getQuestion().getName(), List.of())
                .forEach(placed -> reply.addRecord(placed.record(), placed.section()));
        return reply;
    }

    private static Lookup host() {
        return new Lookup.Hosts(HostAndPort.parseList(HOST, 5432));
    }

    @Test
    void addressOfAnotherNameIsNoAnswer() throws Exception {
        put(HOST, Section.ANSWER, "other.test", "A", FORGED);
        put(HOST, Section.ANSWER, "test", "A", FORGED);
        put(HOST, Section.ANSWER, "sub.db.test", "A", FORGED);
        put(HOST, Section.ANSWER, HOST, "A", "127.0.0.2");

        assertThat(find(host())).containsExactly("db.test/127.0.0.2:5432");
    }

    @Test
    void answerWithOtherNamesOnlyIsEmpty() {
        put(HOST, Section.ANSWER, "other.test", "A", FORGED);

        assertThatThrownBy(() -> find(host())).isInstanceOf(DiscoveryException.class);
    }

    @Test
    void addressesInAuthorityOrAdditionalSectionAreNoAnswer() {
        put(HOST, Section.AUTHORITY, HOST, "A", FORGED);
        put(HOST, Section.ADDITIONAL, HOST, "A", FORGED);

        assertThatThrownBy(() -> find(host())).isInstanceOf(DiscoveryException.class);
    }

    @Test
    void aliasOfAnotherNameIsNotFollowed() throws Exception {
        put(HOST, Section.ANSWER, "other.test", "CNAME", "attacker.test.");
        put(HOST, Section.ANSWER, "attacker.test", "A", FORGED);
        put(HOST, Section.ANSWER, HOST, "A", "127.0.0.2");

        assertThat(find(host())).containsExactly("db.test/127.0.0.2:5432");
        assertThat(asked).doesNotContain(name("attacker.test"), name("other.test"));
    }

    @Test
    void aliasBesideAnAddressIsNotFollowed() throws Exception {
        put(HOST, Section.ANSWER, HOST, "CNAME", "attacker.test.");
        put(HOST, Section.ANSWER, "attacker.test", "A", FORGED);
        put(HOST, Section.ANSWER, HOST, "A", "127.0.0.2");

        assertThat(find(host())).containsExactly("db.test/127.0.0.2:5432");
    }

    @Test
    void aliasLeadsToItsTargetOnlyAndKeepsTheName() throws Exception {
        put(HOST, Section.ANSWER, HOST, "CNAME", "real.test.");
        put(HOST, Section.ANSWER, "other.test", "A", FORGED);
        put("real.test", Section.ANSWER, "real.test", "A", "127.0.0.2");

        assertThat(find(host()))
                .as("TLS verifies the configured name, wherever the alias leads")
                .containsExactly("db.test/127.0.0.2:5432");
        assertThat(asked).contains(name("real.test"));
    }

    @Test
    void targetOfAnotherServiceIsNoBackend() throws Exception {
        put(SRV, Section.ANSWER, "_postgresql._tcp.other.test", "SRV", "0 1 5432 attacker.test.");
        put(SRV, Section.ADDITIONAL, SRV, "SRV", "0 1 5432 attacker.test.");
        put(SRV, Section.AUTHORITY, SRV, "SRV", "0 1 5432 attacker.test.");
        put(SRV, Section.ANSWER, SRV, "SRV", "0 1 5432 db.orders.test.");
        put("db.orders.test", Section.ANSWER, "db.orders.test", "A", "127.0.0.2");
        put("attacker.test", Section.ANSWER, "attacker.test", "A", FORGED);

        assertThat(find(Lookup.srv(SRV))).containsExactly("db.orders.test/127.0.0.2:5432");
        assertThat(asked).doesNotContain(name("attacker.test"));
    }

    @Test
    void additionalAddressOfNoTargetIsNotUsed() throws Exception {
        put(SRV, Section.ANSWER, SRV, "SRV", "0 1 5432 db.orders.test.");
        put(SRV, Section.ADDITIONAL, "other.orders.test", "A", FORGED);
        put(SRV, Section.ADDITIONAL, SRV, "A", FORGED);
        put("db.orders.test", Section.ANSWER, "db.orders.test", "A", "127.0.0.2");

        assertThat(find(Lookup.srv(SRV))).containsExactly("db.orders.test/127.0.0.2:5432");
    }

    @Test
    void additionalAddressIsNotUsedForTheNextQuestion() throws Exception {
        put(SRV, Section.ANSWER, SRV, "SRV", "0 1 5432 a.orders.test.");
        put(SRV, Section.ANSWER, SRV, "SRV", "0 1 5432 b.orders.test.");
        put("a.orders.test", Section.ANSWER, "a.orders.test", "A", "127.0.0.2");
        put("a.orders.test", Section.ANSWER, "b.orders.test", "A", FORGED);
        put("a.orders.test", Section.ADDITIONAL, "b.orders.test", "A", FORGED);
        put("b.orders.test", Section.ANSWER, "b.orders.test", "A", "127.0.0.3");

        assertThat(find(Lookup.srv(SRV)))
                .containsExactlyInAnyOrder("a.orders.test/127.0.0.2:5432", "b.orders.test/127.0.0.3:5432");
    }

    @Test
    void additionalAddressOfTargetOutsideDomainIsNotUsed() throws Exception {
        put(SRV, Section.ANSWER, SRV, "SRV", "0 1 5432 attacker.test.");
        put(SRV, Section.ANSWER, SRV, "SRV", "0 1 5432 db.orders.test.");
        put(SRV, Section.ADDITIONAL, "attacker.test", "A", FORGED);
        put(SRV, Section.ADDITIONAL, "db.orders.test", "A", "127.0.0.2");

        assertThat(find(Lookup.srv(SRV).withTargetDomains(List.of()))).containsExactly("db.orders.test/127.0.0.2:5432");
    }
}
