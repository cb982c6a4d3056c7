package dev.penstock.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class KnotServerIT {
    private static final Duration TTL = Duration.ofSeconds(3);

    private static Message ask(KnotServer server, String name, int type) throws IOException {
        Name owner = Name.fromString(name, Name.root);
        return new SimpleResolver(server.address()).send(Message.newQuery(Record.newRecord(owner, type, DClass.IN)));
    }

    @Test
    void serverAnswersWithLatestRecords() throws IOException {
        assumeTrue(KnotServer.isInstalled(), "knotd is not installed; on Debian: apt-get install knot");
        try (KnotServer server = KnotServer.start("orders.test", Duration.ofSeconds(7))) {
            assertThat(ask(server, "db.orders.test", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);

            server.addresses("db.orders.test", TTL, List.of(Loopback.address(2), Loopback.address(3)));
            server.services(
                    "_postgresql._tcp.orders.test", TTL, List.of(new KnotServer.Target(1, 2, 5432, "db.orders.test")));
            assertThat(ask(server, "db.orders.test", Type.A).getSection(Section.ANSWER))
                    .hasSize(2)
                    .allMatch(record -> record.getTTL() == 3);
            Message reply = ask(server, "_postgresql._tcp.orders.test", Type.SRV);
            assertThat(reply.getSection(Section.ANSWER))
                    .singleElement()
                    .asString()
                    .endsWith("1 2 5432 db.orders.test.");
            assertThat(reply.getSection(Section.ADDITIONAL)).anyMatch(record -> record.getType() == Type.A);

            server.addresses("db.orders.test", TTL, List.of(Loopback.address(4)));
            assertThat(ask(server, "db.orders.test", Type.A).getSection(Section.ANSWER))
                    .hasSize(1);
            server.addresses("db.orders.test", TTL, List.of());
            assertThat(ask(server, "db.orders.test", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        }
    }
}
