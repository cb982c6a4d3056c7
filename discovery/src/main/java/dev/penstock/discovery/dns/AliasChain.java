package dev.penstock.discovery.dns;

import java.util.LinkedHashSet;
import java.util.Set;
import org.xbill.DNS.Name;

/** The names that the CNAME records of one question lead through: bounded, without a loop. Not thread-safe. */
final class AliasChain {
    static final int MAX_ALIASES = 16;

    private final Set<Name> seen = new LinkedHashSet<>();
    private Name end;

    AliasChain(Name start) {
        end = start;
        seen.add(start);
    }

    /** Returns the last name of the chain. */
    Name end() {
        return end;
    }

    /** Appends {@code next}; returns false if that makes a loop or the chain too long. */
    boolean follow(Name next) {
        if (!seen.add(next) || seen.size() > MAX_ALIASES + 1) {
            return false;
        }
        end = next;
        return true;
    }
}
