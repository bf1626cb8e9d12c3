// Reads a folder in the layout of C2SP tlog-tiles, and proofs, with Go's own packages for notes and trees: nothing of
// it knows Hallmark.
//
//	read_tiles tiles DIR VKEY              every entry and every tile against the signed root
//	read_tiles proof FILE VKEY             a .tlog-proof that carries its record
//	read_tiles consistency FILE OLDROOT    a proof in the form of a request to a witness
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

// checkpoint is the tree that a signed note states.
func checkpoint(text string) tlog.Tree {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		check(fmt.Errorf("no checkpoint"))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	hash, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: hash}
}

func open(data []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err)
	signed, err := note.Open(data, note.VerifierList(verifier))
	check(err)
	return checkpoint(signed.Text)
}

// tiles reads tiles from a folder, each once.
type tiles struct {
	dir  string
	held map[tlog.Tile][]byte
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) SaveTiles(asked []tlog.Tile, data [][]byte) {
	for i, tile := range asked {
		t.held[tile] = data[i]
	}
}

// path is tlog's own path without the height: tile/8/0/001 is tile/0/001.
func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

func (t *tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range asked {
		data, ok := t.held[tile]
		if !ok {
			var err error
			if data, err = os.ReadFile(filepath.Join(t.dir, path(tile))); err != nil {
				return nil, err
			}
		}
		all = append(all, data)
	}
	return all, nil
}

// entries are those of one bundle.
func entries(data []byte) [][]byte {
	var all [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			check(fmt.Errorf("half a length"))
		}
		length := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+length {
			check(fmt.Errorf("half an entry"))
		}
		all = append(all, data[2:2+length])
		data = data[2+length:]
	}
	return all
}

func readTiles(dir, vkey string) {
	data, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err)
	tree := open(data, vkey)
	reader := tlog.TileHashReader(tree, &tiles{dir, map[tlog.Tile][]byte{}})
	root, err := tlog.TreeHash(tree.N, reader)
	check(err)
	if root != tree.Hash {
		check(fmt.Errorf("the tiles give another root"))
	}
	for first := int64(0); first < tree.N; first += 256 {
		width := int(min(256, tree.N-first))
		// The name of an entry bundle is that of its tile.
		name := path(tlog.Tile{H: 8, L: 0, N: first / 256, W: width})
		data, err := os.ReadFile(filepath.Join(dir, strings.Replace(name, "tile/0/", "tile/entries/", 1)))
		check(err)
		all := entries(data)
		if len(all) != width {
			check(fmt.Errorf("%d entries in a bundle of %d", len(all), width))
		}
		var indexes []int64
		for i := range all {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(i)))
		}
		hashes, err := reader.ReadHashes(indexes)
		check(err)
		for i, entry := range all {
			if tlog.RecordHash(entry) != hashes[i] {
				check(fmt.Errorf("entry %d is not the one that was signed", first+int64(i)))
			}
		}
	}
	// Every tile that the size asks for has the bytes that the tree gives, at every level.
	for level := 0; tree.N>>(8*level) > 0; level++ {
		count := tree.N >> (8 * level)
		for first := int64(0); first < count; first += 256 {
			tile := tlog.Tile{H: 8, L: level, N: first / 256, W: int(min(256, count-first))}
			found, err := os.ReadFile(filepath.Join(dir, path(tile)))
			check(err)
			right, err := tlog.ReadTileData(tile, reader)
			check(err)
			if !bytes.Equal(found, right) {
				check(fmt.Errorf("%s is not what the tree gives", path(tile)))
			}
		}
	}
	fmt.Printf("%d entries\n", tree.N)
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

// hashes are the lines of base64 up to an empty one, and what follows it.
func hashes(text string) ([]tlog.Hash, string) {
	var all []tlog.Hash
	for {
		line, rest, ok := strings.Cut(text, "\n")
		if !ok {
			check(fmt.Errorf("no empty line"))
		}
		text = rest
		if line == "" {
			return all, text
		}
		hash, err := tlog.ParseHash(line)
		check(err)
		all = append(all, hash)
	}
}

func readProof(file, vkey string) {
	data, err := os.ReadFile(file)
	check(err)
	var extra string
	var index int64
	head, rest, _ := strings.Cut(string(data), "\nindex ")
	if _, err := fmt.Sscanf(head, "c2sp.org/tlog-proof@v1\nextra %s", &extra); err != nil {
		check(err)
	}
	number, rest, _ := strings.Cut(rest, "\n")
	index, err = strconv.ParseInt(number, 10, 64)
	check(err)
	record, err := base64.StdEncoding.DecodeString(extra)
	check(err)
	proof, rest := hashes(rest)
	tree := open([]byte(rest), vkey)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record)))
	fmt.Printf("record %d of %d\n", index, tree.N)
}

func readConsistency(file, oldRoot string) {
	data, err := os.ReadFile(file)
	check(err)
	head, rest, _ := strings.Cut(string(data), "\n")
	size, err := strconv.ParseInt(strings.TrimPrefix(head, "old "), 10, 64)
	check(err)
	proof, rest := hashes(rest)
	tree := checkpoint(rest)
	root, err := tlog.ParseHash(oldRoot)
	check(err)
	check(tlog.CheckTree(proof, tree.N, tree.Hash, size, root))
	fmt.Printf("%d before %d\n", size, tree.N)
}

func main() {
	switch os.Args[1] {
	case "tiles":
		readTiles(os.Args[2], os.Args[3])
	case "proof":
		readProof(os.Args[2], os.Args[3])
	case "consistency":
		readConsistency(os.Args[2], os.Args[3])
	}
}
