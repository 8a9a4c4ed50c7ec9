package io.ate.atedb;

import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.place.ObjectAddress;
import io.ate.atedb.place.ServerAddress;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what the command line names, and says what is wrong with the rest. Immutable. */
abstract class AddressConverter<T> implements ITypeConverter<T> {
    private final Function<String, T> parser;

    private AddressConverter(Function<String, T> parser) {
        this.parser = parser;
    }

    @Override
    public final T convert(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Reads chains' addresses and names. */
    static final class OfChain extends AddressConverter<ChainAddress> {
        OfChain() {
            super(ChainAddress::parse);
        }
    }

    /** Reads objects' ids and names. */
    static final class OfObject extends AddressConverter<ObjectAddress> {
        OfObject() {
            super(ObjectAddress::parse);
        }
    }

    /** Reads servers' addresses. */
    static final class OfServer extends AddressConverter<ServerAddress> {
        OfServer() {
            super(ServerAddress::parse);
        }
    }
}
