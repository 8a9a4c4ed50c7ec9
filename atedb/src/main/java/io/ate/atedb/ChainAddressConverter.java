package io.ate.atedb;

import io.ate.atedb.place.ChainAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads chains' addresses and names, and says what is wrong with others. Immutable. */
final class ChainAddressConverter implements ITypeConverter<ChainAddress> {
    @Override
    public ChainAddress convert(String text) {
        try {
            return ChainAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
