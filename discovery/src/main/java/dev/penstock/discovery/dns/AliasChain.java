package dev.penstock.discovery.dns;

import java.util.LinkedHashSet;
import java.util.Set;
import org.xbill.DNS.Name;

/** The names one question was led through by CNAME records; finite, and no name twice. Not thread-safe. */
final class AliasChain {
    static final int MAX_ALIASES = 16;

    private final Set<Name> seen = new LinkedHashSet<>();
    private Name end;

    AliasChain(Name start) {
        end = start;
        seen.add(start);
    }

    /** Where the chain has come to. */
    Name end() {
        return end;
    }

    /** Goes on to {@code next}; false if that makes a circle or the chain too long. */
    boolean follow(Name next) {
        if (!seen.add(next) || seen.size() > MAX_ALIASES + 1) {
            return false;
        }
        end = next;
        return true;
    }
}
