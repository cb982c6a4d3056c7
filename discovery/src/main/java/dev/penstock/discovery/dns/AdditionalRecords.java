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

/** What a reply brings along for the names it mentions, so that it need not be asked for. Immutable. */
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

    /** The records of a name and type; empty if they have to be asked for. */
    Optional<Records> find(Name name, int type) {
        List<Record> records = found.get(new Key(name, type));
        return records == null || reply == null
                ? Optional.empty()
                : Optional.of(new Records(records, Optional.of(Ttls.least(records)), reply));
    }
}
