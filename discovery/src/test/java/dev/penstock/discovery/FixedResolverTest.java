package dev.penstock.discovery;

import static dev.penstock.discovery.Sets.ORDERS;
import static dev.penstock.discovery.Sets.backend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FixedResolverTest {
    private final VirtualTime time = new VirtualTime();
    private final Sets.Recorder listener = new Sets.Recorder();

    @Test
    void tellsItsBackendsOnceAndAtOnce() {
        try (Resolver resolver =
                FixedResolver.ofAddresses(ORDERS, HostAndPort.parseList("127.0.0.2,[::1]:6000", 5432), time)) {
            resolver.start(listener);
            resolver.refresh();
        }

        assertThat(listener.sets()).hasSize(1);
        assertThat(listener.last().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(Sets.labels(listener.last()))
                .containsExactly("127.0.0.2/127.0.0.2:5432", "::1/[0:0:0:0:0:0:0:1]:6000");
    }

    @Test
    void refusesNamesAndSaysWhoTakesThem() {
        assertThatThrownBy(() -> FixedResolver.ofAddresses(ORDERS, HostAndPort.parseList("a,127.0.0.2,b", 1), time))
                .hasMessage("service orders has names in its fixed list of addresses: a:1, b:1; names need the DNS"
                        + " resolver");
        assertThatThrownBy(() -> new FixedResolver(ORDERS, List.of(), time)).hasMessageContaining("empty list");
        assertThatThrownBy(() -> new FixedResolver(ORDERS, List.of(backend(1), backend(1)), time))
                .hasMessageContaining("there twice");
    }

    @Test
    void startsOnceAndNotAfterClose() {
        FixedResolver resolver = new FixedResolver(ORDERS, List.of(backend(1)), time);
        resolver.close();

        assertThatThrownBy(() -> resolver.start(listener)).isInstanceOf(IllegalStateException.class);
        assertThat(listener.sets()).isEmpty();
    }
}
