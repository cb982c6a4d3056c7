package dev.penstock.discovery;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static dev.penstock.discovery.DiscoveryFixture.backend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackendSetTest {
    private static final Optional<Origin> ORIGIN = Optional.of(new Origin("test", 0, Duration.ofSeconds(1)));

    @Test
    void backendIdentityIsItsAddressAndPort() {
        Backend backend = backend(2);
        Backend renamed = new Backend("other", backend.address(), 5432, 3, 4);

        assertThat(renamed.id()).isEqualTo(backend.id());
        assertThat(renamed).isNotEqualTo(backend);
        assertThat(backend.label()).isEqualTo("orders-2/127.0.0.2:5432");
        assertThat(backend.id()).hasToString("127.0.0.2:5432");
    }

    @Test
    void backendAddressHasItsNameWithoutLookup() throws Exception {
        InetAddress nameless = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});

        assertThat(Backend.of("orders-1.test", nameless, 5432).address().getHostName())
                .isEqualTo("orders-1.test");
        assertThat(Backend.of("orders-1.test", nameless, 5432).socketAddress().isUnresolved())
                .isFalse();
    }

    @Test
    void ipv6BackendHasBracketsInItsLabel() {
        InetAddress address = HostAndPort.parse("[fd00::2]", 1).literal().orElseThrow();

        assertThat(Backend.of("db", address, 5432).label()).isEqualTo("db/[fd00:0:0:0:0:0:0:2]:5432");
    }

    @Test
    void differenceListsAddedRemovedAndChangedBackends() {
        Backend heavier = new Backend("orders-2", backend(2).address(), 5432, 0, 9);
        BackendSet earlier = fresh(backend(1), backend(2), backend(3));

        BackendDifference difference = fresh(heavier, backend(3), backend(4)).difference(earlier);

        assertThat(difference.added()).containsExactly(backend(4));
        assertThat(difference.removed()).containsExactly(backend(1));
        assertThat(difference.kept()).hasSize(2);
        assertThat(difference.changed()).containsExactly(new BackendDifference.Kept(backend(2), heavier));
        assertThat(difference.isEmpty()).isFalse();
    }

    @Test
    void contradictorySetIsRefused() {
        assertThatThrownBy(() -> fresh()).hasMessageContaining("FRESH with 0 backends");
        assertThatThrownBy(
                        () -> fresh(backend(1), new Backend("other", backend(1).address(), 5432, 1, 1)))
                .hasMessageContaining("service orders has backend 127.0.0.1:5432 twice");
        assertThatThrownBy(
                        () -> new BackendSet(ORDERS, 1, List.of(backend(1)), Freshness.STALE, Optional.empty(), ORIGIN))
                .hasMessageContaining("stale without a failure");
    }

    @Test
    void serviceNameWithLineBreakIsRefused() {
        for (String name : new String[] {"", "a b", "a\n", "x".repeat(201)}) {
            assertThatThrownBy(() -> new ServiceName(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static BackendSet fresh(Backend... backends) {
        return new BackendSet(ORDERS, 1, List.of(backends), Freshness.FRESH, Optional.empty(), ORIGIN);
    }
}
