// Matches expressions as Go does: each line of the file named is a JSON array of an expression, the number of a group (0
// for the first that took something, -1 for the whole match) and a text; answers null or the spans in bytes.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var row []any
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			panic(err)
		}
		expression, err := regexp.Compile(row[0].(string))
		if err != nil {
			fmt.Println("null")
			continue
		}
		group := int(row[1].(float64))
		spans := [][]int{}
		for _, match := range expression.FindAllStringSubmatchIndex(row[2].(string), -1) {
			at := 0
			for number := 1; group == 0 && number < len(match)/2; number++ {
				if match[2*number+1] > match[2*number] {
					at = number
					break
				}
			}
			if group > 0 {
				at = group
			}
			if match[2*at+1] > match[2*at] {
				spans = append(spans, []int{match[2*at], match[2*at+1]})
			}
		}
		answer, _ := json.Marshal(spans)
		fmt.Println(string(answer))
	}
}
