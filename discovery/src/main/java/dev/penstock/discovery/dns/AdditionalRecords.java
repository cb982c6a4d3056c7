package dev.penstock.discovery.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The additional records of a reply, which save further questions. Immutable. */
final class AdditionalRecords {
    private static final AdditionalRecords NONE = new AdditionalRecords(null, Map.of());

    private final @Nullable Reply reply;
    private final Map<Key, List<Record>> found;

    private record Key(Name name, int type) {}

    private AdditionalRecords(@Nullable Reply reply, Map<Key, List<Record>> found) {
        this.reply = reply;
        this.found = found;
    }

    static AdditionalRecords none() {
        return NONE;
    }

    static AdditionalRecords of(Reply reply) {
        Map<Key, List<Record>> found = new HashMap<>();
        for (Record each : reply.message().getSection(Section.ADDITIONAL)) {
            List<Record> records =
                    found.computeIfAbsent(new Key(each.getName(), each.getType()), key -> new ArrayList<>(1));
            if (!records.contains(each)) {
                records.add(each);
            }
        }
        return new AdditionalRecords(reply, found);
    }

    /** Returns the records of a name and type; empty if the reply has none. */
    Optional<Records> find(Name name, int type) {
        List<Record> records = found.get(new Key(name, type));
        return records == null || reply == null
                ? Optional.empty()
                : Optional.of(new Records(records, Optional.of(Ttls.min(records)), reply));
    }
}
