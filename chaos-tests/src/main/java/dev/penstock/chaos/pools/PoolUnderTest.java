package dev.penstock.chaos.pools;

import javax.sql.DataSource;

/**
 * A pool that the chaos suite can test: the extension point for your own pool. An implementation has a constructor
 * without parameters. The command line names it as {@code class:com.example.MyPool}.
 *
 * <p>The suite opens one pool at a time and each only once.
 */
public interface PoolUnderTest {
    /** The name in tables and reports, such as {@code hikaricp}. */
    String name();

    /**
     * Opens a pool on these servers. The suite closes the pool if it is {@link AutoCloseable}.
     *
     * @throws Exception if the pool does not start; the run then fails
     */
    DataSource open(LabAddresses addresses) throws Exception;

    /** Whether the pool finds its servers by the SRV name of the lab's name server. */
    default boolean usesDns() {
        return false;
    }

    /** Whether the pool has work for {@link LabAddresses#background()} several times a second. */
    default boolean usesBackground() {
        return false;
    }

    /** Whether the pool gets its threads from {@link LabAddresses#threads()}. */
    default boolean usesThreadFactory() {
        return false;
    }
}
