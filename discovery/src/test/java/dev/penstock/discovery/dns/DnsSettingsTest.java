package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsSettingsTest {
    @Test
    void nameServersAreParsedWithAndWithoutPort() {
        assertThat(DnsSettings.system()
                        .withServers("10.0.0.2, 10.0.0.3:5353,[fd00::2],[::1]:54")
                        .servers())
                .map(DnsFailures::server)
                .containsExactly("10.0.0.2:53", "10.0.0.3:5353", "[fd00:0:0:0:0:0:0:2]:53", "[0:0:0:0:0:0:0:1]:54");
    }

    @Test
    void nameServerGivenByNameIsRefused() {
        assertThatThrownBy(() -> DnsSettings.system().withServers("ns1:53"))
                .hasMessage("name server 'ns1' of 'ns1:53' is a name; name servers are given by IP address");
    }

    @Test
    void invalidSettingsNameEveryValueOutOfRange() {
        assertThatThrownBy(() -> new DnsSettings(
                        List.of(InetSocketAddress.createUnresolved("x", 53)),
                        Duration.ZERO,
                        0,
                        AddressChoice.IPV4,
                        NameServerPolicy.FIRST,
                        false))
                .hasMessageContaining("needs an IP address")
                .hasMessageContaining("queryTimeout PT0S must be from 1 ms to 1 h")
                .hasMessageContaining("attempts 0 must be from 1 to 10");
    }

    @Test
    void invalidLookupIsRefused() {
        for (String name : new String[] {"", " ", ".", "a..b"}) {
            assertThatThrownBy(() -> Lookup.srv(name)).hasMessageContaining("is not an SRV name");
        }
        assertThatThrownBy(Lookup::hosts).hasMessage("the list of hosts to look up is empty");
    }
}
