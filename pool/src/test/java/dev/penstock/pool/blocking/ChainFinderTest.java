package dev.penstock.pool.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.pool.chains.Link;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChainFinderTest {
    private static final int SEEDS = 100;

    @Test
    void rootOfEachClaimOfRandomGraphIsThatOfModel() {
        Set<Ending> met = EnumSet.noneOf(Ending.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            GraphFixture graph = GraphFixture.of(seed);
            ChainFinder finder = new ChainFinder(graph.scene());
            for (String claim : graph.claims()) {
                Chain chain = finder.of(claim).orElseThrow();
                met.add(chain.ending());

                assertThat(GraphFixture.found(chain))
                        .as("seed %d, claim %s: %s", seed, claim, chain)
                        .isEqualTo(graph.expected(claim));
                assertThat(chain.links().get(0).claim()).contains(claim);
                assertThat(chain.reason()).isNotBlank();
            }
        }

        assertThat(met)
                .contains(Ending.APPLICATION, Ending.SERVER, Ending.OUTSIDE_SESSION, Ending.PREPARED_TRANSACTION)
                .contains(Ending.CYCLE, Ending.CALL, Ending.NO_ANSWER, Ending.UNKNOWN_PROCESS, Ending.HIDDEN);
    }

    @Test
    void everyWaitOfRandomGraphHasItsChain() {
        for (long seed = 0; seed < SEEDS; seed++) {
            GraphFixture graph = GraphFixture.of(seed);
            List<Chain> chains = new ChainFinder(graph.scene()).chains();
            Scene scene = graph.scene();

            assertThat(chains).as("seed %d", seed).isSortedAccordingTo((a, b) -> b.waiters() - a.waiters());
            assertThat(chains.stream()
                            .filter(chain -> chain.links().get(0).kind() == Link.Kind.WAITING_CLAIM)
                            .count())
                    .as("seed %d: the chain of claims that wait for a slot", seed)
                    .isEqualTo(scene.waiting().isEmpty() ? 0 : 1);
            assertThat(chains).allSatisfy(chain -> assertThat(chain.waiters()).isPositive());
        }
    }

    /** Claims are read before slots: one that got its slot in between is seen twice. */
    @Test
    void claimThatIsReadAsWaiterAndAsHolderIsNoCycle() {
        GraphFixture graph = GraphFixture.ofClaimReadTwice();
        Chain chain = new ChainFinder(graph.scene()).chains().get(0);

        assertThat(chain.ending()).as(chain.toString()).isEqualTo(Ending.APPLICATION);
    }

    @Test
    void sameGraphHasSameSignature() {
        String first = new ChainFinder(GraphFixture.of(7).scene()).chains().toString();

        assertThat(new ChainFinder(GraphFixture.of(7).scene())
                        .chains().stream().map(Chain::signature).toList())
                .isEqualTo(new ChainFinder(GraphFixture.of(7).scene())
                        .chains().stream().map(Chain::signature).toList());
        assertThat(first).contains("claim");
    }
}
