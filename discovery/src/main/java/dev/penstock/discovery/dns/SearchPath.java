package dev.penstock.discovery.dns;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/** The full names a short one may stand for, as resolv.conf(5) has it. */
final class SearchPath {
    /** In bytes on the wire; a longer name cannot exist. */
    private static final int LONGEST = 255;

    private SearchPath() {}

    /**
     * The names to try, in order.
     *
     * @param host a valid host name; with a trailing dot it stands for itself alone
     * @throws TextParseException if it is no domain name after all
     * @throws NameTooLongException never, since names too long are left out
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
            if (name.length() + domain.length() <= LONGEST) {
                candidates.add(Name.concatenate(name, domain));
            }
        }
        boolean asIsFirst = name.labels() - 1 >= ndots;
        candidates.remove(asIs);
        candidates.add(asIsFirst ? 0 : candidates.size(), asIs);
        return candidates;
    }
}
