package dev.penstock.pool.source;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * A search for texts and URLs that do harm. The ordinary build tries the inputs below {@code src/test/resources};
 * {@code mvn -Pfuzz -pl pool -am -Dit.test=TextFuzzIT} searches for ten minutes, and adds failing inputs there.
 */
class TextFuzzIT {
    @FuzzTest(maxDuration = "10m")
    void fromOutside(byte[] data) {
        TextFuzzTargets.any(data);
    }
}
