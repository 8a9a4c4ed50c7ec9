package io.ate.internal.simulation;

import io.ate.Dao;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.DaoStream;
import io.ate.DaoVec;
import io.ate.Dio;
import io.ate.NoReadAuthorityException;
import io.ate.Page;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.simulation.Intent.Spot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads everything that a unit of work shows, and by every way that there is to read it: streams, pages, sizes, keys
 * and existence have to agree. Confined to one reading.
 */
final class Onlooker {
    private final Dio dio;
    private final int pageSize;
    private final Map<PrimaryKey, Row> rows = new LinkedHashMap<>();

    private Onlooker(Dio dio, int pageSize) {
        this.dio = dio;
        this.pageSize = pageSize;
    }

    /** Every object, each above what hangs below it, each collection in its order. */
    static Map<PrimaryKey, Row> look(Dio dio, int pageSize) {
        Onlooker onlooker = new Onlooker(dio, pageSize);
        onlooker.top();
        return onlooker.rows;
    }

    private void top() {
        PrimaryKey before = null;
        for (Dao<?> each : dio.roots(Type.tree()).toList()) {
            before = switch (each.typeName()) {
                case "Box" -> box(Spot.TOP, before, null, DaoRef.of(Box.class, each.key()));
                case "Sum" -> leaf(before, DaoRef.of(Sums.Sum.class, each.key()));
                case "Purse" -> leaf(before, DaoRef.of(Purse.class, each.key()));
                default -> leaf(before, DaoRef.of(Lockers.Tally.class, each.key()));
            };
        }
    }

    private PrimaryKey leaf(@Nullable PrimaryKey before, DaoRef<?> ref) {
        rows.put(ref.key(), new Row(Spot.TOP, before, null, readable(() -> dio.load(ref).value()), List.of()));
        return ref.key();
    }

    private PrimaryKey box(Spot spot, @Nullable PrimaryKey before, @Nullable String name, DaoRef<Box> ref) {
        Dao<Box> dao = dio.load(ref);
        assertThat(dio.exists(ref)).as("%s, which is listed, exists", ref).isTrue();
        rows.put(ref.key(), new Row(spot, before, name, readable(dao::value), history(dao.in(Box.HISTORY))));
        children(ref.key(), Box.BOXES.name(), dao.in(Box.BOXES));
        children(ref.key(), Box.SPARE.name(), dao.in(Box.SPARE));
        labelled(ref.key(), dao.in(Box.LABELLED));
        dao.in(Box.LID).find().ifPresent(lid -> box(new Spot(ref.key(), Box.LID.name()), null, null, lid.ref()));
        return ref.key();
    }

    private void children(PrimaryKey parent, String collection, DaoVec<Box> vec) {
        List<DaoRef<Box>> refs = vec.refs().toList();
        assertThat(vec.size()).as("the size of %s below %s", collection, parent).isEqualTo(refs.size());
        List<DaoRef<Box>> paged = new ArrayList<>();
        for (Optional<Page.Token> next = Optional.of(Page.Token.START); next.isPresent();) {
            Page<Box> page = vec.page(Page.Token.parse(next.get().toString()), pageSize);
            page.objects().forEach(each -> paged.add(each.ref()));
            next = page.next();
        }
        assertThat(paged).as("all pages of %s below %s", collection, parent).isEqualTo(refs);
        PrimaryKey before = null;
        for (DaoRef<Box> each : refs) {
            before = box(new Spot(parent, collection), before, null, each);
        }
    }

    private void labelled(PrimaryKey parent, DaoMap<String, Box> map) {
        List<DaoMap.Entry<String, Box>> entries = map.entries().toList();
        assertThat(map.size()).as("the size of the map below %s", parent).isEqualTo(entries.size());
        PrimaryKey before = null;
        for (DaoMap.Entry<String, Box> each : entries) {
            Optional<String> label = readable(each::key).map(String.class::cast);
            label.ifPresent(key -> assertThat(map.find(key).map(Dao::key)).as("what goes by %s below %s", key, parent)
                    .contains(each.ref().key()));
            before = box(new Spot(parent, Box.LABELLED.name()), before, label.orElse(null), each.ref());
        }
    }

    private static List<Optional<Box>> history(DaoStream<Box> stream) {
        List<Optional<Box>> events = new ArrayList<>();
        for (long revision = 1; revision <= stream.revision(); revision++) {
            long at = revision;
            events.add(readable(() -> stream.at(at).value()).map(Box.class::cast));
        }
        return events;
    }

    private static Optional<Object> readable(Supplier<Object> value) {
        try {
            return Optional.of(value.get());
        } catch (NoReadAuthorityException _) { // which is what the row says
            return Optional.empty();
        }
    }

    /** What all sums and all purses come to. */
    static List<Long> totals(Dio dio) {
        return List.of(dio.roots(Sums.Sum.class).mapToLong(each -> each.value().total()).sum(),
                dio.roots(Purse.class).mapToLong(each -> each.value().money()).sum());
    }
}
