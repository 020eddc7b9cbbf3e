package tracing

import "encoding/binary"

// message is a Protocol Buffers message in its binary form, to which fields are added by
// their number. Fields with their zero value are left out.
type message []byte

// The wire types of fields.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

func (m *message) key(number, wire int) {
	*m = binary.AppendUvarint(*m, uint64(number<<3|wire))
}

func (m *message) number(number int, value uint64) {
	if value != 0 {
		m.key(number, wireVarint)
		*m = binary.AppendUvarint(*m, value)
	}
}

func (m *message) fixed64(number int, value uint64) {
	if value != 0 {
		m.key(number, wireFixed64)
		*m = binary.LittleEndian.AppendUint64(*m, value)
	}
}

func (m *message) fixed32(number int, value uint32) {
	if value != 0 {
		m.key(number, wireFixed32)
		*m = binary.LittleEndian.AppendUint32(*m, value)
	}
}

func (m *message) text(number int, value string) {
	if value != "" {
		m.bytes(number, []byte(value))
	}
}

// bytes adds a field even where it is empty, as messages in messages must be.
func (m *message) bytes(number int, value []byte) {
	m.key(number, wireBytes)
	*m = binary.AppendUvarint(*m, uint64(len(value)))
	*m = append(*m, value...)
}
