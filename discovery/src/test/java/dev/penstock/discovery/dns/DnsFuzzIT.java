package dev.penstock.discovery.dns;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * A search for input bytes that do harm. The ordinary build tries the inputs below {@code src/test/resources};
 * {@code mvn -Pfuzz -pl discovery -am} searches for new inputs for ten minutes, and adds the failing ones there.
 */
class DnsFuzzIT {
    @FuzzTest(maxDuration = "10m")
    void fromOutside(byte[] data) throws Exception {
        FuzzTargets.any(data);
    }
}
