package dev.penstock.discovery.dns;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/** The search path of resolv.conf(5): the full names of a short name. */
final class SearchPath {
    /** The maximum length of a name, in bytes on the wire. */
    private static final int MAX_NAME_BYTES = 255;

    private SearchPath() {}

    /**
     * Returns the names to try, in order.
     *
     * @param host a valid host name; a name with a trailing dot is tried as it is only
     * @throws TextParseException if the host is not a domain name
     * @throws NameTooLongException never, because names that are too long are left out
     */
    static List<Name> candidates(String host, List<Name> searchPath, int ndots)
            throws TextParseException, NameTooLongException {
        Name name = Name.fromString(host);
        if (name.isAbsolute()) {
            return List.of(name);
        }
        Name asIs = Name.fromString(host, Name.root);
        List<Name> candidates = new ArrayList<>();
        for (Name domain : searchPath) {
            if (name.length() + domain.length() <= MAX_NAME_BYTES) {
                candidates.add(Name.concatenate(name, domain));
            }
        }
        boolean asIsFirst = name.labels() - 1 >= ndots;
        candidates.remove(asIs);
        candidates.add(asIsFirst ? 0 : candidates.size(), asIs);
        return candidates;
    }
}
