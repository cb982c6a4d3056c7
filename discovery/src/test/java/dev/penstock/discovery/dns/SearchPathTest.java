package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class SearchPathTest {
    private static final List<Name> PATH =
            List.of(Name.fromConstantString("prod.svc.test."), Name.fromConstantString("svc.test."));

    @Test
    void nameWithFewDotsTriesTheSearchPathFirst() throws Exception {
        assertThat(candidates("orders", 1)).containsExactly("orders.prod.svc.test", "orders.svc.test", "orders");
        assertThat(candidates("orders.prod", 5))
                .containsExactly("orders.prod.prod.svc.test", "orders.prod.svc.test", "orders.prod");
    }

    @Test
    void nameWithManyDotsIsTriedAsItIsFirst() throws Exception {
        assertThat(candidates("a.b", 1)).containsExactly("a.b", "a.b.prod.svc.test", "a.b.svc.test");
    }

    @Test
    void nameWithTrailingDotSkipsTheSearchPath() throws Exception {
        assertThat(candidates("orders.", 5)).containsExactly("orders");
    }

    @Test
    void tooLongCandidateIsLeftOut() throws Exception {
        String most = "a.".repeat(125) + "a";

        assertThat(candidates(most, 1)).containsExactly(most);
    }

    private static List<String> candidates(String host, int ndots) throws Exception {
        return SearchPath.candidates(host, PATH, ndots).stream()
                .map(DnsFailures::name)
                .toList();
    }
}
