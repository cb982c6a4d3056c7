package dev.penstock.discovery;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static dev.penstock.discovery.DiscoveryFixture.backend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedResolverTest {
    private final VirtualTime time = new VirtualTime();
    private final DiscoveryFixture.Recorder listener = new DiscoveryFixture.Recorder();

    @Test
    void fixedListIsPublishedOnceAtStart() {
        List<Backend> backends =
                List.of(Backend.of("127.0.0.2", address("127.0.0.2"), 5432), Backend.of("::1", address("::1"), 6000));
        try (Resolver resolver = new FixedResolver(ORDERS, backends, time)) {
            resolver.start(listener);
            resolver.refresh();
        }

        assertThat(listener.sets()).hasSize(1);
        assertThat(listener.last().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(DiscoveryFixture.labels(listener.last()))
                .containsExactly("127.0.0.2/127.0.0.2:5432", "::1/[0:0:0:0:0:0:0:1]:6000");
    }

    @Test
    void emptyOrDuplicateListIsRefused() {
        assertThatThrownBy(() -> new FixedResolver(ORDERS, List.of(), time)).hasMessageContaining("empty list");
        assertThatThrownBy(() -> new FixedResolver(ORDERS, List.of(backend(1), backend(1)), time))
                .hasMessageContaining("twice");
    }

    @Test
    void closedResolverRefusesToStart() {
        FixedResolver resolver = new FixedResolver(ORDERS, List.of(backend(1)), time);
        resolver.close();

        assertThatThrownBy(() -> resolver.start(listener)).isInstanceOf(IllegalStateException.class);
        assertThat(listener.sets()).isEmpty();
    }

    private static InetAddress address(String literal) {
        return new HostAndPort(literal, 1).literal().orElseThrow();
    }
}
