package dev.penstock.discovery.dns;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Looks for bytes from outside that do harm. The ordinary build tries those below {@code src/test/resources};
 * {@code mvn -Pfuzz -pl discovery -am} looks for new ones for ten minutes, and adds there what fails.
 */
class DnsFuzzIT {
    @FuzzTest(maxDuration = "10m")
    void fromOutside(byte[] data) throws Exception {
        FuzzTargets.any(data);
    }
}
